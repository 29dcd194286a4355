// The functions of ICU's C API that Eddy calls. V8's library contains ICU but brings no headers for it; the names carry
// ICU's major version, so another V8 may need another suffix.
// https://unicode-org.github.io/icu-docs/apidoc/released/icu4c/
#pragma once
#include <cstdint>

#define EDDY_ICU(name) name##_77

extern "C" {

struct UIDNA;
struct UConverter;

// What a conversion of a domain met; `size` must be set to sizeof(UIDNAInfo).
struct UIDNAInfo {
  int16_t size;
  int8_t is_transitional_different;
  int8_t reserved;
  uint32_t errors;
  int32_t reserved_2;
  int32_t reserved_3;
};

UIDNA* EDDY_ICU(uidna_openUTS46)(uint32_t options, int* error);
int32_t EDDY_ICU(uidna_nameToASCII_UTF8)(const UIDNA* idna, const char* name, int32_t length, char* out,
                                         int32_t capacity, UIDNAInfo* info, int* error);
int32_t EDDY_ICU(uidna_nameToUnicodeUTF8)(const UIDNA* idna, const char* name, int32_t length, char* out,
                                          int32_t capacity, UIDNAInfo* info, int* error);

UConverter* EDDY_ICU(ucnv_open)(const char* name, int* error);
void EDDY_ICU(ucnv_close)(UConverter* converter);
void EDDY_ICU(ucnv_reset)(UConverter* converter);
void EDDY_ICU(ucnv_toUnicode)(UConverter* converter, char16_t** target, const char16_t* target_limit,
                              const char** source, const char* source_limit, int32_t* offsets, int8_t flush,
                              int* error);
void EDDY_ICU(ucnv_setSubstString)(UConverter* converter, const char16_t* text, int32_t length, int* error);
using UConverterToUCallback = void (*)(const void* context, void* arguments, const char* units, int32_t length,
                                       int reason, int* error);
void EDDY_ICU(UCNV_TO_U_CALLBACK_STOP)(const void* context, void* arguments, const char* units, int32_t length,
                                       int reason, int* error);
void EDDY_ICU(ucnv_cbToUWriteUChars)(void* arguments, const char16_t* text, int32_t length, int32_t offset_index,
                                     int* error);
void EDDY_ICU(ucnv_setToUCallBack)(UConverter* converter, UConverterToUCallback action, const void* context,
                                   UConverterToUCallback* old_action, const void** old_context, int* error);
}
