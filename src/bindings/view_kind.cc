#include "bindings/view_kind.h"

namespace eddy::bindings {

ViewKind KindOfView(v8::Local<v8::Object> view, v8::Local<v8::Object> buffer_prototype) {
  if (view->IsUint8Array()) return view->GetPrototypeV2() == buffer_prototype ? ViewKind::kBuffer : ViewKind::kUint8;
  if (view->IsInt8Array()) return ViewKind::kInt8;
  if (view->IsUint8ClampedArray()) return ViewKind::kUint8Clamped;
  if (view->IsInt16Array()) return ViewKind::kInt16;
  if (view->IsUint16Array()) return ViewKind::kUint16;
  if (view->IsInt32Array()) return ViewKind::kInt32;
  if (view->IsUint32Array()) return ViewKind::kUint32;
  if (view->IsFloat32Array()) return ViewKind::kFloat32;
  if (view->IsFloat64Array()) return ViewKind::kFloat64;
  if (view->IsBigInt64Array()) return ViewKind::kBigInt64;
  if (view->IsBigUint64Array()) return ViewKind::kBigUint64;
  if (view->IsFloat16Array()) return ViewKind::kFloat16;
  return ViewKind::kDataView;
}

size_t ElementSize(ViewKind kind) {
  switch (kind) {
    case ViewKind::kInt16:
    case ViewKind::kUint16:
    case ViewKind::kFloat16:
      return 2;
    case ViewKind::kInt32:
    case ViewKind::kUint32:
    case ViewKind::kFloat32:
      return 4;
    case ViewKind::kFloat64:
    case ViewKind::kBigInt64:
    case ViewKind::kBigUint64:
      return 8;
    default:
      return 1;
  }
}

v8::Local<v8::Object> NewView(ViewKind kind, v8::Local<v8::ArrayBuffer> memory, size_t offset, size_t size,
                              v8::Local<v8::Object> buffer_prototype) {
  const size_t length = size / ElementSize(kind);
  switch (kind) {
    case ViewKind::kInt8:
      return v8::Int8Array::New(memory, offset, length);
    case ViewKind::kUint8:
      return v8::Uint8Array::New(memory, offset, length);
    case ViewKind::kUint8Clamped:
      return v8::Uint8ClampedArray::New(memory, offset, length);
    case ViewKind::kInt16:
      return v8::Int16Array::New(memory, offset, length);
    case ViewKind::kUint16:
      return v8::Uint16Array::New(memory, offset, length);
    case ViewKind::kInt32:
      return v8::Int32Array::New(memory, offset, length);
    case ViewKind::kUint32:
      return v8::Uint32Array::New(memory, offset, length);
    case ViewKind::kFloat32:
      return v8::Float32Array::New(memory, offset, length);
    case ViewKind::kFloat64:
      return v8::Float64Array::New(memory, offset, length);
    case ViewKind::kDataView:
      return v8::DataView::New(memory, offset, length);
    case ViewKind::kBigInt64:
      return v8::BigInt64Array::New(memory, offset, length);
    case ViewKind::kBigUint64:
      return v8::BigUint64Array::New(memory, offset, length);
    case ViewKind::kFloat16:
      return v8::Float16Array::New(memory, offset, length);
    case ViewKind::kBuffer:
      break;
  }
  auto buffer = v8::Uint8Array::New(memory, offset, length);
  buffer->SetPrototypeV2(v8::Isolate::GetCurrent()->GetCurrentContext(), buffer_prototype).Check();
  return buffer;
}

}  // namespace eddy::bindings
