#include "http2/session.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>

namespace eddy::http2 {
namespace {

std::string_view View(std::span<const uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
std::span<const uint8_t> Bytes(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

Chunk Text(std::string text) {
  auto owner = std::make_shared<const std::string>(std::move(text));
  return {owner, Bytes(*owner)};
}

// Everything that a session has to send.
std::string TakeAll(Session& session) {
  while (session.Take(SIZE_MAX)) {
  }
  std::string out(View(session.output()));
  session.output().clear();
  session.pieces().clear();
  return out;
}

// What a session has told, a word for each event.
std::string Told(Session& session) {
  std::string out;
  for (const Event& event : session.events().list) {
    if (!out.empty()) out += ' ';
    switch (event.kind) {
      case EventKind::kHeaders:
        out += "headers:" + std::to_string(event.stream);
        break;
      case EventKind::kData:
        out += "data:" + std::to_string(event.b);
        break;
      case EventKind::kEndStream:
        out += "end:" + std::to_string(event.stream);
        break;
      case EventKind::kStreamClosed:
        out += "closed:" + std::to_string(event.stream) + "/" + std::to_string(event.a);
        break;
      case EventKind::kSettings:
        out += "settings";
        break;
      case EventKind::kSettingsAck:
        out += "settings-ack";
        break;
      case EventKind::kPing:
        out += "ping";
        break;
      case EventKind::kGoaway:
        out += "goaway:" + std::to_string(event.a);
        break;
      case EventKind::kWritten:
        out += "written:" + std::to_string(event.a);
        break;
      case EventKind::kWantTrailers:
        out += "trailers?";
        break;
      case EventKind::kFailed:
        out += "failed:" + std::to_string(event.a);
        break;
      default:
        out += "event" + std::to_string(static_cast<int>(event.kind));
    }
  }
  session.events().Clear();
  return out;
}

const std::vector<OutgoingField> kGet = {
    {":method", "GET"}, {":scheme", "http"}, {":authority", "localhost"}, {":path", "/"}};
const std::vector<OutgoingField> kOk = {{":status", "200"}};

// A server and a client that hear each other, past their first SETTINGS.
struct Pair {
  explicit Pair(const Options& options = {})
      : server(Session::Make(Role::kServer, options)), client(Session::Make(Role::kClient, {})) {
    server->SubmitSettings({});
    client->SubmitSettings({});
    Exchange();
    server->events().Clear();
    client->events().Clear();
  }
  void ToServer() { server->Receive(Bytes(sent = TakeAll(*client))); }
  void ToClient() { client->Receive(Bytes(sent = TakeAll(*server))); }
  void Exchange() {
    for (int i = 0; i < 3; i++) {
      ToServer();
      ToClient();
    }
  }

  std::unique_ptr<Session> server;
  std::unique_ptr<Session> client;
  std::string sent;
};

// A frame as it travels. RFC 9113 4.1.
std::string Frame(uint8_t type, uint8_t flags, uint32_t stream, std::string_view payload) {
  std::string out;
  const auto size = static_cast<uint32_t>(payload.size());
  for (int shift : {16, 8, 0}) out += static_cast<char>(size >> shift);
  out += static_cast<char>(type);
  out += static_cast<char>(flags);
  for (int shift : {24, 16, 8, 0}) out += static_cast<char>(stream >> shift);
  return out.append(payload);
}

constexpr std::string_view kPreface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
// GET / of http://x, all by the static table but the authority.
const std::string kGetBlock("\x82\x86\x84\x41\x01x", 6);

std::unique_ptr<Session> FreshServer(const Options& options = {}) {
  auto server = Session::Make(Role::kServer, options);
  server->SubmitSettings({});
  server->Receive(Bytes(std::string(kPreface) + Frame(4, 0, 0, "")));
  server->events().Clear();
  TakeAll(*server);
  return server;
}

// Feeds frames until the session fails; how many it took, or -1 when it never did.
int FloodUntilFailed(Session& session, int most, const std::function<std::string(int)>& frame) {
  for (int i = 0; i < most; i++) {
    session.Receive(Bytes(frame(i)));
    for (const Event& event : session.events().list) {
      if (event.kind == EventKind::kFailed) return i;
    }
    session.events().Clear();
    if (!session.WantsRead()) return i;
  }
  return -1;
}

TEST(Http2Session, CarriesARequestAndItsAnswer) {
  Pair pair;
  const int32_t stream = pair.client->SubmitRequest(kGet, true, false);
  EXPECT_EQ(stream, 1);
  pair.ToServer();
  const Event& head = pair.server->events().list.at(0);
  EXPECT_EQ(head.field_count, 4u);
  EXPECT_EQ(pair.server->events().NameOf(pair.server->events().fields.at(3)), ":path");
  EXPECT_EQ(Told(*pair.server), "headers:1 end:1");

  EXPECT_EQ(pair.server->SubmitResponse(1, kOk, false, false), 0);
  EXPECT_TRUE(pair.server->Write(1, Text("hello ")));
  EXPECT_TRUE(pair.server->Write(1, Text("world")));
  EXPECT_TRUE(pair.server->End(1));
  pair.ToClient();
  EXPECT_EQ(Told(*pair.server), "written:2 closed:1/0");
  const Event& data = pair.client->events().list.at(1);
  EXPECT_EQ(std::string_view(pair.sent).substr(data.a, data.b), "hello world");
  EXPECT_EQ(Told(*pair.client), "headers:1 data:11 end:1 closed:1/0");
}

TEST(Http2Session, WaitsForABodyAndGoesOnWhenThereIsMore) {
  Pair pair;
  pair.client->SubmitRequest({kGet}, false, false);
  pair.ToServer();
  EXPECT_EQ(Told(*pair.server), "headers:1");
  pair.client->Write(1, Text("a"));
  pair.ToServer();
  EXPECT_EQ(Told(*pair.server), "data:1");
  pair.client->Write(1, Text("bc"));
  pair.client->End(1);
  pair.ToServer();
  EXPECT_EQ(Told(*pair.server), "data:2 end:1");
}

TEST(Http2Session, AsksForTrailersWhenTheBodyIsOut) {
  Pair pair;
  pair.client->SubmitRequest(kGet, true, false);
  pair.ToServer();
  Told(*pair.server);
  pair.server->SubmitResponse(1, kOk, false, true);
  pair.server->Write(1, Text("x"));
  pair.server->End(1);
  pair.ToClient();
  EXPECT_EQ(Told(*pair.client), "headers:1 data:1");
  EXPECT_EQ(Told(*pair.server), "trailers? written:1");
  const std::vector<OutgoingField> trailers = {{"a", "b"}};
  EXPECT_EQ(pair.server->SubmitTrailers(1, trailers), 0);
  pair.ToClient();
  EXPECT_EQ(Told(*pair.client), "headers:1 end:1 closed:1/0");
}

TEST(Http2Session, HoldsTheSenderBackWhileAStreamDoesNotFlow) {
  Pair pair;
  pair.client->SubmitRequest(kGet, false, false);
  pair.ToServer();
  pair.client->Write(1, Text(std::string(200'000, 'x')));
  size_t received = 0;
  const auto count = [&] {
    for (const Event& event : pair.server->events().list) {
      if (event.kind == EventKind::kData) received += event.b;
    }
    pair.server->events().Clear();
  };
  for (int i = 0; i < 20; i++) {
    pair.ToServer();
    count();
    pair.ToClient();
  }
  EXPECT_EQ(received, 65535u);
  pair.server->SetFlowing(1, true);
  for (int i = 0; i < 20; i++) {
    pair.ToClient();
    pair.ToServer();
    count();
  }
  EXPECT_EQ(received, 200'000u);
}

TEST(Http2Session, SendsWhatItCanBeforeAReset) {
  Pair pair;
  pair.client->SubmitRequest(kGet, true, false);
  pair.ToServer();
  Told(*pair.server);
  pair.server->SubmitResponse(1, kOk, false, false);
  pair.server->Write(1, Text("last words"));
  pair.server->SubmitReset(1, NGHTTP2_CANCEL);
  pair.ToClient();
  EXPECT_EQ(Told(*pair.client), "headers:1 data:10 closed:1/8");
}

TEST(Http2Session, ReadsInputCutAnywhere) {
  Pair pair;
  pair.client->SubmitRequest(kGet, true, false);
  const std::string bytes = TakeAll(*pair.client);
  for (char byte : bytes) pair.server->Receive(Bytes(std::string_view(&byte, 1)));
  EXPECT_EQ(Told(*pair.server), "headers:1 end:1");
}

TEST(Http2Session, FailsOnWhatIsNotHttp2) {
  auto server = Session::Make(Role::kServer, {});
  server->Receive(Bytes("GET / HTTP/1.1\r\n\r\n"));
  EXPECT_EQ(Told(*server), "failed:-903");
  server->Receive(Bytes("more"));
  EXPECT_EQ(Told(*server), "");
}

TEST(Http2Session, SurvivesGarbageAfterThePreface) {
  uint32_t seed = 1;
  const auto next = [&seed] { return seed = seed * 1664525 + 1013904223; };
  for (int round = 0; round < 2000; round++) {
    auto server = FreshServer();
    std::string garbage;
    const size_t frames = next() % 8 + 1;
    for (size_t i = 0; i < frames; i++) {
      std::string payload(next() % 40, '\0');
      for (char& byte : payload) byte = static_cast<char>(next() >> 24);
      garbage += Frame(static_cast<uint8_t>((next() >> 16) % 12), static_cast<uint8_t>(next() >> 24),
                       (next() >> 16) % 6, payload);
    }
    server->Receive(Bytes(garbage));
    TakeAll(*server);
    EXPECT_LT(server->memory(), 1'000'000u);
  }
}

TEST(Http2Session, EndsARapidReset) {
  auto server = FreshServer();
  const int taken = FloodUntilFailed(*server, 10'000, [&](int i) {
    const auto stream = static_cast<uint32_t>(2 * i + 1);
    TakeAll(*server);
    return Frame(1, 5, stream, kGetBlock) + Frame(3, 0, stream, std::string("\0\0\0\x08", 4));
  });
  EXPECT_GT(taken, 900);
  EXPECT_LT(taken, 2000);
}

TEST(Http2Session, EndsAFloodOfPings) {
  auto server = FreshServer();
  const int taken = FloodUntilFailed(*server, 100'000, [](int) { return Frame(6, 0, 0, "12345678"); });
  EXPECT_GT(taken, 0);
  EXPECT_LT(taken, 20'000);
}

TEST(Http2Session, EndsAFloodOfSettings) {
  auto server = FreshServer();
  const int taken = FloodUntilFailed(*server, 100'000, [](int) { return Frame(4, 0, 0, ""); });
  EXPECT_GT(taken, 0);
  EXPECT_LT(taken, 20'000);
}

TEST(Http2Session, EndsAFloodOfContinuations) {
  auto server = FreshServer();
  server->Receive(Bytes(Frame(1, 0, 1, kGetBlock)));
  const int taken = FloodUntilFailed(*server, 1000, [](int) { return Frame(9, 0, 1, ""); });
  EXPECT_GE(taken, 0);
  EXPECT_LT(taken, 100);
}

TEST(Http2Session, EndsAFloodOfEmptyData) {
  Options options;
  options.max_invalid_frames = 10;
  auto server = FreshServer(options);
  server->Receive(Bytes(Frame(1, 4, 1, kGetBlock)));
  server->events().Clear();
  EXPECT_EQ(FloodUntilFailed(*server, 100, [](int) { return Frame(0, 0, 1, ""); }), 11);
}

TEST(Http2Session, RefusesStreamsAboveItsMemory) {
  Options options;
  options.max_memory = 1;
  options.max_rejected_streams = 3;
  auto server = FreshServer(options);
  const int taken =
      FloodUntilFailed(*server, 100, [](int i) { return Frame(1, 5, static_cast<uint32_t>(2 * i + 1), kGetBlock); });
  EXPECT_EQ(taken, 3);
}

TEST(Http2Session, RefusesTooManyFields) {
  Options options;
  options.max_header_pairs = 4;
  Pair pair(options);
  std::vector<OutgoingField> fields = kGet;
  fields.push_back({"a", "b"});
  pair.client->SubmitRequest(fields, true, false);
  pair.Exchange();
  EXPECT_EQ(Told(*pair.client), "closed:1/11");
}

TEST(Http2Session, PadsFrames) {
  Options options;
  options.padding = Padding::kAligned;
  auto server = FreshServer(options);
  server->Receive(Bytes(Frame(1, 5, 1, kGetBlock)));
  server->SubmitResponse(1, kOk, false, false);
  server->Write(1, Text("hello"));
  server->End(1);
  EXPECT_EQ(TakeAll(*server).size() % 8, 0u);
}

}  // namespace
}  // namespace eddy::http2
