#include "loop/uring/probe.h"

#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <memory>

#include "loop/file_descriptor.h"
#include "loop/uring/buffer_ring.h"

namespace eddy::loop {
namespace {

constexpr uint16_t kProbeGroup = 0x7e57;
constexpr uint64_t kProbeToken = 1;

bool KnowsOperations(io_uring& ring) {
  constexpr uint32_t kFeatures = IORING_FEAT_NODROP | IORING_FEAT_EXT_ARG | IORING_FEAT_CQE_SKIP;
  if ((ring.features & kFeatures) != kFeatures) return false;
  std::unique_ptr<io_uring_probe, decltype(&io_uring_free_probe)> probe(io_uring_get_probe_ring(&ring),
                                                                        &io_uring_free_probe);
  if (probe == nullptr) return false;
  for (int operation : {IORING_OP_RECV, IORING_OP_POLL_ADD, IORING_OP_ASYNC_CANCEL}) {
    if (!io_uring_opcode_supported(probe.get(), operation)) return false;
  }
  return true;
}

// Takes one completion, waiting for it; false when the ring fails.
bool TakeCompletion(io_uring& ring, io_uring_cqe& completion) {
  io_uring_cqe* entry = nullptr;
  // Bounded: whatever goes wrong, a start must not hang on it.
  __kernel_timespec second{1, 0};
  if (io_uring_submit_and_wait_timeout(&ring, &entry, 1, &second, nullptr) < 0 || entry == nullptr) return false;
  completion.user_data = entry->user_data;
  completion.res = entry->res;
  completion.flags = entry->flags;
  io_uring_cqe_seen(&ring, entry);
  return true;
}

bool ReceivesRepeatedly(io_uring& ring) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) != 0) return false;
  FileDescriptor reader(ends[0]);
  FileDescriptor writer(ends[1]);
  BufferRing buffers;
  if (!buffers.Register(ring, kProbeGroup, 64, 2).ok()) return false;
  io_uring_sqe* entry = io_uring_get_sqe(&ring);
  io_uring_prep_recv_multishot(entry, reader.get(), nullptr, 0, 0);
  entry->flags |= IOSQE_BUFFER_SELECT;
  entry->buf_group = kProbeGroup;
  entry->user_data = kProbeToken;
  bool works = write(writer.get(), "x", 1) == 1;
  writer.Reset();
  // One byte with more to come, then the end, after which nothing is in flight.
  io_uring_cqe completion{};
  works = works && TakeCompletion(ring, completion) && completion.res == 1 && (completion.flags & IORING_CQE_F_MORE) &&
          (completion.flags & IORING_CQE_F_BUFFER);
  works = works && TakeCompletion(ring, completion) && completion.res == 0 && !(completion.flags & IORING_CQE_F_MORE);
  buffers.Unregister(ring);
  return works;
}

}  // namespace

Status ProbeRing(io_uring& ring) {
  enum : int { kUnknown, kWorks, kFails };
  static std::atomic<int> answer{kUnknown};
  if (answer.load() == kUnknown) answer = KnowsOperations(ring) && ReceivesRepeatedly(ring) ? kWorks : kFails;
  return answer.load() == kWorks ? Status() : Status(-ENOSYS);
}

}  // namespace eddy::loop
