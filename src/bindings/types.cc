// binding('types'): what kind of object a value is, told from its internal slots: no property of the value is read,
// so a program can't fool it. https://nodejs.org/api/util.html#utiltypes
#include <v8.h>

#include "engine/binding.h"

namespace eddy::bindings {
namespace {

template <bool (v8::Value::*Check)() const>
bool Is(v8::Local<v8::Value> value) {
  return (value.operator->()->*Check)();
}

bool IsAnyArrayBuffer(v8::Local<v8::Value> value) { return value->IsArrayBuffer() || value->IsSharedArrayBuffer(); }

bool IsBoxedPrimitive(v8::Local<v8::Value> value) {
  return value->IsNumberObject() || value->IsStringObject() || value->IsBooleanObject() || value->IsBigIntObject() ||
         value->IsSymbolObject();
}

// The kinds of object that util.inspect and deep equality tell apart. lib/internal/util/types.js names the numbers.
enum class Kind : uint32_t {
  kOther,
  kArray,
  kSet,
  kMap,
  kTypedArray,
  kMapIterator,
  kSetIterator,
  kArguments,
  kDate,
  kRegExp,
  kError,
  kArrayBuffer,
  kSharedArrayBuffer,
  kDataView,
  kPromise,
  kWeakSet,
  kWeakMap,
  kModuleNamespace,
  kNumberObject,
  kStringObject,
  kBooleanObject,
  kBigIntObject,
  kSymbolObject,
  kGenerator,
  kExternal,
  kProxy,
  kFunction,
};

// One crossing where JavaScript would need a dozen.
uint32_t KindOf(v8::Local<v8::Value> value) {
  Kind kind = Kind::kOther;
  // Most are objects of no special type, which the engine's own mark tells at once.
  using Internals = v8::internal::Internals;
  if (value->IsObject() &&
      Internals::GetInstanceType(v8::internal::ValueHelper::ValueAsAddress(*value)) == Internals::kJSObjectType) {
    return static_cast<uint32_t>(kind);
  }
  // A proxy of a function is callable too, so it is told apart first.
  if (value->IsProxy()) {
    kind = Kind::kProxy;
  } else if (value->IsFunction()) {
    kind = Kind::kFunction;
  } else if (value->IsArray()) {
    kind = Kind::kArray;
  } else if (value->IsMap()) {
    kind = Kind::kMap;
  } else if (value->IsSet()) {
    kind = Kind::kSet;
  } else if (value->IsTypedArray()) {
    kind = Kind::kTypedArray;
  } else if (value->IsDate()) {
    kind = Kind::kDate;
  } else if (value->IsRegExp()) {
    kind = Kind::kRegExp;
  } else if (value->IsNativeError()) {
    kind = Kind::kError;
  } else if (value->IsPromise()) {
    kind = Kind::kPromise;
  } else if (value->IsMapIterator()) {
    kind = Kind::kMapIterator;
  } else if (value->IsSetIterator()) {
    kind = Kind::kSetIterator;
  } else if (value->IsArgumentsObject()) {
    kind = Kind::kArguments;
  } else if (value->IsArrayBuffer()) {
    kind = Kind::kArrayBuffer;
  } else if (value->IsSharedArrayBuffer()) {
    kind = Kind::kSharedArrayBuffer;
  } else if (value->IsDataView()) {
    kind = Kind::kDataView;
  } else if (value->IsWeakSet()) {
    kind = Kind::kWeakSet;
  } else if (value->IsWeakMap()) {
    kind = Kind::kWeakMap;
  } else if (value->IsModuleNamespaceObject()) {
    kind = Kind::kModuleNamespace;
  } else if (value->IsNumberObject()) {
    kind = Kind::kNumberObject;
  } else if (value->IsStringObject()) {
    kind = Kind::kStringObject;
  } else if (value->IsBooleanObject()) {
    kind = Kind::kBooleanObject;
  } else if (value->IsBigIntObject()) {
    kind = Kind::kBigIntObject;
  } else if (value->IsSymbolObject()) {
    kind = Kind::kSymbolObject;
  } else if (value->IsGeneratorObject()) {
    kind = Kind::kGenerator;
  } else if (value->IsExternal()) {
    kind = Kind::kExternal;
  }
  return static_cast<uint32_t>(kind);
}

// The engine's hidden class of a heap object, as a word that may only be compared.
v8::internal::Address HiddenClass(v8::Local<v8::Value> object) {
  return v8::internal::Internals::LoadMap(v8::internal::ValueHelper::ValueAsAddress(*object));
}

// Whether two objects, neither of which is a proxy, have the same hidden class: then they have the same prototype and
// are of the same kind. Unless the engine keeps their properties in a table, as it does after a deletion, these have
// the same names, but for those by integers.
bool HaveSameHiddenClass(v8::Local<v8::Value> a, v8::Local<v8::Value> b) {
  return a->IsObject() && b->IsObject() && HiddenClass(a) == HiddenClass(b) && !a->IsProxy();
}

// What is compared of a proxy or of a module's namespace are its properties: as of an object of no special kind.
uint32_t ComparedKindOf(v8::Local<v8::Value> value) {
  const uint32_t kind = KindOf(value);
  const bool by_properties =
      kind == static_cast<uint32_t>(Kind::kProxy) || kind == static_cast<uint32_t>(Kind::kModuleNamespace);
  return by_properties ? static_cast<uint32_t>(Kind::kOther) : kind;
}

constexpr uint32_t kSameHiddenClass = 0x100;
constexpr uint32_t kNoCommonKind = 0xff;

// commonKind(a, b): what deep equality asks first of two objects. The kind of both, or kNoCommonKind; with
// kSameHiddenClass where they have that.
uint32_t CommonKind(v8::Local<v8::Value> a, v8::Local<v8::Value> b) {
  const uint32_t kind = ComparedKindOf(a);
  if (HaveSameHiddenClass(a, b)) return kind | kSameHiddenClass;
  return kind == ComparedKindOf(b) ? kind : kNoCommonKind;
}

// isOrdinaryArray(value, ...arrays): whether `value` has the hidden class of one of these arrays, which were made by
// literals. Then it has no own properties but its elements, those are plain data, and it inherits from Array.prototype.
bool IsOrdinaryArray(v8::Local<v8::Value> value, v8::Local<v8::Value> a, v8::Local<v8::Value> b, v8::Local<v8::Value> c,
                     v8::Local<v8::Value> d, v8::Local<v8::Value> e, v8::Local<v8::Value> f) {
  if (!value->IsObject()) return false;
  const v8::internal::Address own = HiddenClass(value);
  return own == HiddenClass(a) || own == HiddenClass(b) || own == HiddenClass(c) || own == HiddenClass(d) ||
         own == HiddenClass(e) || own == HiddenClass(f);
}

}  // namespace

void DefineTypes(BindingTarget& target) {
  target.FastFunction<&CommonKind>("commonKind");
  target.FastFunction<&HaveSameHiddenClass>("haveSameHiddenClass");
  target.FastFunction<&IsOrdinaryArray>("isOrdinaryArray");
  target.FastFunction<&KindOf>("kindOf");
  target.Function<&IsAnyArrayBuffer>("isAnyArrayBuffer");
  target.Function<&IsBoxedPrimitive>("isBoxedPrimitive");
  target.Function<&Is<&v8::Value::IsArgumentsObject>>("isArgumentsObject");
  target.Function<&Is<&v8::Value::IsArrayBuffer>>("isArrayBuffer");
  target.Function<&Is<&v8::Value::IsAsyncFunction>>("isAsyncFunction");
  target.Function<&Is<&v8::Value::IsBigIntObject>>("isBigIntObject");
  target.Function<&Is<&v8::Value::IsBooleanObject>>("isBooleanObject");
  target.Function<&Is<&v8::Value::IsDataView>>("isDataView");
  target.Function<&Is<&v8::Value::IsDate>>("isDate");
  target.Function<&Is<&v8::Value::IsExternal>>("isExternal");
  target.Function<&Is<&v8::Value::IsGeneratorFunction>>("isGeneratorFunction");
  target.Function<&Is<&v8::Value::IsGeneratorObject>>("isGeneratorObject");
  target.Function<&Is<&v8::Value::IsMap>>("isMap");
  target.Function<&Is<&v8::Value::IsMapIterator>>("isMapIterator");
  target.Function<&Is<&v8::Value::IsModuleNamespaceObject>>("isModuleNamespaceObject");
  target.Function<&Is<&v8::Value::IsNativeError>>("isNativeError");
  target.Function<&Is<&v8::Value::IsNumberObject>>("isNumberObject");
  target.Function<&Is<&v8::Value::IsPromise>>("isPromise");
  target.Function<&Is<&v8::Value::IsProxy>>("isProxy");
  target.Function<&Is<&v8::Value::IsRegExp>>("isRegExp");
  target.Function<&Is<&v8::Value::IsSet>>("isSet");
  target.Function<&Is<&v8::Value::IsSetIterator>>("isSetIterator");
  target.Function<&Is<&v8::Value::IsSharedArrayBuffer>>("isSharedArrayBuffer");
  target.Function<&Is<&v8::Value::IsStringObject>>("isStringObject");
  target.Function<&Is<&v8::Value::IsSymbolObject>>("isSymbolObject");
  target.Function<&Is<&v8::Value::IsWeakMap>>("isWeakMap");
  target.Function<&Is<&v8::Value::IsWeakSet>>("isWeakSet");
}

}  // namespace eddy::bindings
