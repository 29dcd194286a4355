// The part of binding('dns') that asks name servers (channel.h). lib/internal/dns/resolver.js.
#pragma once
#include "runtime/realm.h"

namespace eddy::bindings {

// Adds the class DnsResolver.
void DefineDnsResolver(BindingTarget& target);

}  // namespace eddy::bindings
