# eddy_root_certificates(<target>): gives `target` Mozilla's certificate authorities, as the system's package ca-certificates
# has them, in PEM, between the symbols eddy_root_certificates and eddy_root_certificates_end (src/bindings/tls/trust.cc).
set(EDDY_CA_ROOT /usr/share/ca-certificates/mozilla CACHE PATH "Folder of the .crt files that tls.rootCertificates is made of")

function(eddy_root_certificates target)
  file(GLOB certificates CONFIGURE_DEPENDS ${EDDY_CA_ROOT}/*.crt)
  if(NOT certificates)
    message(FATAL_ERROR "No certificates in ${EDDY_CA_ROOT}: install the package ca-certificates")
  endif()
  set(folder ${CMAKE_BINARY_DIR}/generated)
  set(text "")
  foreach(certificate IN LISTS certificates)
    file(READ ${certificate} pem)
    string(APPEND text "${pem}")
  endforeach()
  file(CONFIGURE OUTPUT ${folder}/root_certificates.pem CONTENT "${text}" @ONLY)
  file(CONFIGURE OUTPUT ${folder}/root_certificates.S @ONLY CONTENT
".section .rodata
.globl eddy_root_certificates
eddy_root_certificates:
.incbin \"${folder}/root_certificates.pem\"
.globl eddy_root_certificates_end
eddy_root_certificates_end:
.byte 0
.section .note.GNU-stack,\"\",@progbits
")
  set_source_files_properties(${folder}/root_certificates.S PROPERTIES
    OBJECT_DEPENDS ${folder}/root_certificates.pem SKIP_PRECOMPILE_HEADERS ON)
  target_sources(${target} PRIVATE ${folder}/root_certificates.S)
endfunction()
