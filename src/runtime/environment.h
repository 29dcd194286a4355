// The environment variables that a realm sees as process.env: those of the process, or a copy that belongs to a worker
// and its like. https://nodejs.org/api/process.html#processenv
//
// Threads: realms that share an environment use it at the same time; every function may be called from any thread.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace eddy::runtime {

class Environment {
 public:
  Environment() = default;
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;
  virtual ~Environment() = default;

  // That of the process: what getenv reads.
  static std::shared_ptr<Environment> Process();
  // One with no variables, apart from that of the process.
  static std::shared_ptr<Environment> Make();

  virtual std::optional<std::string> Get(const std::string& name) const = 0;
  // Whether the process itself changed.
  virtual bool Set(const std::string& name, const std::string& value) = 0;
  virtual bool Unset(const std::string& name) = 0;
  virtual std::vector<std::string> Names() const = 0;

  // The same variables in an environment of its own.
  std::shared_ptr<Environment> Copy() const;
};

}  // namespace eddy::runtime
