// binding('web_storage'): localStorage's items in a SQLite file. https://nodejs.org/api/globals.html#localstorage
//
// Keys and values are UTF-16, which keeps lone surrogates. Every change is on disk when the call returns; several
// processes may use one file.
#include <sqlite3.h>

#include <string>
#include <vector>

#include "bindings/registry.h"
#include "engine/binding.h"

namespace eddy::bindings {

namespace {

using v8::Isolate;
using v8::Local;
using v8::MaybeLocal;
using v8::String;
using v8::Value;

// What set() answers.
constexpr int32_t kStored = 0;
constexpr int32_t kOverQuota = 1;
constexpr int32_t kFailed = 2;

std::u16string Units(Isolate* isolate, Local<String> text) {
  std::u16string units(static_cast<size_t>(text->Length()), u'\0');
  text->WriteV2(isolate, 0, static_cast<uint32_t>(units.size()), reinterpret_cast<uint16_t*>(units.data()));
  return units;
}

// A prepared statement, bound, stepped and reset within one call.
class Query {
 public:
  Query(sqlite3* database, const char* sql) { sqlite3_prepare_v2(database, sql, -1, &statement_, nullptr); }
  ~Query() { sqlite3_finalize(statement_); }
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  void Bind(int index, const std::u16string& text) {
    // Never null: an empty key is a key.
    sqlite3_bind_blob(statement_, index, text.empty() ? "" : static_cast<const void*>(text.data()),
                      static_cast<int>(text.size() * 2), SQLITE_STATIC);
  }
  void Bind(int index, int64_t number) { sqlite3_bind_int64(statement_, index, number); }
  // SQLITE_ROW, SQLITE_DONE or an error.
  int Step() { return statement_ == nullptr ? SQLITE_ERROR : sqlite3_step(statement_); }
  int64_t Number() { return sqlite3_column_int64(statement_, 0); }
  MaybeLocal<Value> Text(Isolate* isolate) {
    const auto* data = static_cast<const uint16_t*>(sqlite3_column_blob(statement_, 0));
    const int length = sqlite3_column_bytes(statement_, 0) / 2;
    Local<String> text;
    if (!String::NewFromTwoByte(isolate, data, v8::NewStringType::kNormal, length).ToLocal(&text)) return {};
    return text;
  }

 private:
  sqlite3_stmt* statement_ = nullptr;
};

class StorageFile final : public engine::Wrapper {
 public:
  // A file that can't be opened is one that is not open: isOpen().
  static std::unique_ptr<StorageFile> Make(const std::string& path) {
    std::unique_ptr<StorageFile> file(new StorageFile());
    if (sqlite3_open(path.c_str(), &file->database_) != SQLITE_OK) {
      file->Close();
      return file;
    }
    sqlite3_busy_timeout(file->database_, 5000);
    // What the system has not written yet when the machine stops is lost, as in browsers; a write that waits for the
    // disk would hold the program up. How much room is taken is kept beside the items: adding it up would take longer
    // each time.
    const char* setup =
        "PRAGMA synchronous = OFF;"
        "CREATE TABLE IF NOT EXISTS items (id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, value BLOB NOT NULL);"
        "CREATE TABLE IF NOT EXISTS room (id INTEGER PRIMARY KEY CHECK (id = 1), used INTEGER NOT NULL);"
        "INSERT OR IGNORE INTO room VALUES (1, 0);"
        "CREATE TRIGGER IF NOT EXISTS added AFTER INSERT ON items BEGIN"
        "  UPDATE room SET used = used + length(new.key) + length(new.value); END;"
        "CREATE TRIGGER IF NOT EXISTS changed AFTER UPDATE ON items BEGIN"
        "  UPDATE room SET used = used + length(new.value) - length(old.value); END;"
        "CREATE TRIGGER IF NOT EXISTS removed AFTER DELETE ON items BEGIN"
        "  UPDATE room SET used = used - length(old.key) - length(old.value); END;";
    if (sqlite3_exec(file->database_, setup, nullptr, nullptr, nullptr) != SQLITE_OK) file->Close();
    return file;
  }
  ~StorageFile() override { Close(); }

  bool IsOpen() { return database_ != nullptr; }

  double Length() {
    Query query(database_, "SELECT count(*) FROM items");
    return query.Step() == SQLITE_ROW ? static_cast<double>(query.Number()) : 0;
  }

  // key(index) -> the key; undefined past the last one. Keys are in the order in which they were first set.
  MaybeLocal<Value> Key(Isolate* isolate, double index) {
    Query query(database_, "SELECT key FROM items ORDER BY id LIMIT 1 OFFSET ?");
    query.Bind(1, static_cast<int64_t>(index));
    if (query.Step() != SQLITE_ROW) return {};
    return query.Text(isolate);
  }

  // keys() -> all of them, in that order.
  MaybeLocal<Value> Keys(Isolate* isolate) {
    Query query(database_, "SELECT key FROM items ORDER BY id");
    std::vector<Local<Value>> keys;
    while (query.Step() == SQLITE_ROW) {
      Local<Value> key;
      if (!query.Text(isolate).ToLocal(&key)) return {};
      keys.push_back(key);
    }
    return v8::Array::New(isolate, keys.data(), keys.size()).As<Value>();
  }

  // get(key) -> the value; undefined where there is none.
  MaybeLocal<Value> Get(Isolate* isolate, Local<String> key) {
    const std::u16string name = Units(isolate, key);
    Query query(database_, "SELECT value FROM items WHERE key = ?");
    query.Bind(1, name);
    if (query.Step() != SQLITE_ROW) return {};
    return query.Text(isolate);
  }

  // set(key, value, quota): `quota` is the most bytes that all keys and values may have together.
  int32_t Set(Isolate* isolate, Local<String> key, Local<String> value, double quota) {
    const std::u16string name = Units(isolate, key);
    const std::u16string text = Units(isolate, value);
    if (sqlite3_exec(database_, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) != SQLITE_OK) return kFailed;
    const int32_t outcome = Store(name, text, quota);
    const char* end = outcome == kStored ? "COMMIT" : "ROLLBACK";
    return sqlite3_exec(database_, end, nullptr, nullptr, nullptr) == SQLITE_OK ? outcome : kFailed;
  }

  bool Remove(Isolate* isolate, Local<String> key) {
    const std::u16string name = Units(isolate, key);
    Query query(database_, "DELETE FROM items WHERE key = ?");
    query.Bind(1, name);
    return query.Step() == SQLITE_DONE;
  }

  bool Clear() { return sqlite3_exec(database_, "DELETE FROM items", nullptr, nullptr, nullptr) == SQLITE_OK; }

 private:
  StorageFile() = default;

  int32_t Store(const std::u16string& key, const std::u16string& value, double quota) {
    {
      Query query(
          database_,
          "INSERT INTO items (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value");
      query.Bind(1, key);
      query.Bind(2, value);
      if (query.Step() != SQLITE_DONE) return kFailed;
    }
    Query used(database_, "SELECT used FROM room");
    if (used.Step() != SQLITE_ROW) return kFailed;
    return static_cast<double>(used.Number()) > quota ? kOverQuota : kStored;
  }

  void Close() {
    sqlite3_close(database_);
    database_ = nullptr;
  }

  sqlite3* database_ = nullptr;
};

}  // namespace

void DefineWebStorage(BindingTarget& target) {
  target.Constant("OVER_QUOTA", kOverQuota);
  target.Constant("FAILED", kFailed);
  target.Class<StorageFile, &StorageFile::Make>("StorageFile", [](engine::ClassTarget& methods) {
    methods.Method<StorageFile, &StorageFile::IsOpen>("isOpen");
    methods.Method<StorageFile, &StorageFile::Length>("length");
    methods.Method<StorageFile, &StorageFile::Key>("key");
    methods.Method<StorageFile, &StorageFile::Keys>("keys");
    methods.Method<StorageFile, &StorageFile::Get>("get");
    methods.Method<StorageFile, &StorageFile::Set>("set");
    methods.Method<StorageFile, &StorageFile::Remove>("remove");
    methods.Method<StorageFile, &StorageFile::Clear>("clear");
  });
}

}  // namespace eddy::bindings
