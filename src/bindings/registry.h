// The native modules that lib/ can ask for.
#pragma once
#include <span>

#include "runtime/realm.h"

namespace eddy::bindings {

// All of them, by name. The order is part of the snapshot: it must not depend on anything but this list.
std::span<const runtime::BindingDefinition> AllBindings();

}  // namespace eddy::bindings
