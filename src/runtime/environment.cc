#include "runtime/environment.h"

#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>

extern char** environ;

namespace eddy::runtime {

namespace {

// getenv and setenv are not safe against each other across threads.
class ProcessEnvironment final : public Environment {
 public:
  std::optional<std::string> Get(const std::string& name) const override {
    const std::scoped_lock lock(mutex_);
    const char* value = getenv(name.c_str());
    return value != nullptr ? std::optional<std::string>(value) : std::nullopt;
  }

  bool Set(const std::string& name, const std::string& value) override {
    const std::scoped_lock lock(mutex_);
    setenv(name.c_str(), value.c_str(), 1);
    return true;
  }

  bool Unset(const std::string& name) override {
    const std::scoped_lock lock(mutex_);
    unsetenv(name.c_str());
    return true;
  }

  std::vector<std::string> Names() const override {
    const std::scoped_lock lock(mutex_);
    std::vector<std::string> names;
    for (char** variable = environ; variable != nullptr && *variable != nullptr; ++variable) {
      // A name may begin with "=", as some shells leave them.
      const char* equals = strchr(*variable + 1, '=');
      if (equals != nullptr) names.emplace_back(*variable, static_cast<size_t>(equals - *variable));
    }
    return names;
  }

 private:
  mutable std::mutex mutex_;
};

class OwnEnvironment final : public Environment {
 public:
  std::optional<std::string> Get(const std::string& name) const override {
    const std::scoped_lock lock(mutex_);
    auto found = variables_.find(name);
    return found != variables_.end() ? std::optional<std::string>(found->second) : std::nullopt;
  }

  bool Set(const std::string& name, const std::string& value) override {
    const std::scoped_lock lock(mutex_);
    variables_[name] = value;
    return false;
  }

  bool Unset(const std::string& name) override {
    const std::scoped_lock lock(mutex_);
    variables_.erase(name);
    return false;
  }

  std::vector<std::string> Names() const override {
    const std::scoped_lock lock(mutex_);
    std::vector<std::string> names;
    for (const auto& [name, value] : variables_) names.push_back(name);
    return names;
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::string> variables_;
};

}  // namespace

std::shared_ptr<Environment> Environment::Process() {
  static const auto* environment = new std::shared_ptr<Environment>(std::make_shared<ProcessEnvironment>());
  return *environment;
}

std::shared_ptr<Environment> Environment::Make() { return std::make_shared<OwnEnvironment>(); }

std::shared_ptr<Environment> Environment::Copy() const {
  auto copy = Make();
  for (const std::string& name : Names()) {
    if (auto value = Get(name)) copy->Set(name, *value);
  }
  return copy;
}

}  // namespace eddy::runtime
