# Packages from npm that are part of the binary: each bundled into one file, which lib/ requires as internal/deps/<name>.
#
#   eddy_bundle(<name> <entry>)   entry: a module specifier, or a path below node_modules
#
# EDDY_NPM_ROOT is the node_modules folder they come from, as `make` brings it. Where it is missing, what needs a bundle is
# missing in the binary too; cmake says so.
set(EDDY_NPM_ROOT ${CMAKE_SOURCE_DIR}/build/deps/npm/node_modules CACHE PATH "The npm packages that are bundled")
set(eddy_bundles "")
set(eddy_bundle_root ${CMAKE_BINARY_DIR}/generated/bundles)

# process.versions tells of what is bundled: EDDY_VERSION_OF_<NAME>, for src/bindings/about.cc.
function(eddy_note_version name entry)
  string(REGEX MATCH "^(@[^/]+/)?[^/]+" package ${entry})
  file(READ ${EDDY_NPM_ROOT}/${package}/package.json manifest)
  string(JSON version GET "${manifest}" version)
  string(MAKE_C_IDENTIFIER ${name} identifier)
  string(TOUPPER ${identifier} identifier)
  set_property(SOURCE ${CMAKE_SOURCE_DIR}/src/bindings/about.cc APPEND PROPERTY COMPILE_DEFINITIONS
    "EDDY_VERSION_OF_${identifier}=\"${version}\"")
endfunction()

function(eddy_bundle name entry)
  if(NOT EXISTS ${EDDY_NPM_ROOT}/${entry} OR NOT EXISTS ${EDDY_NPM_ROOT}/esbuild/bin/esbuild)
    message(WARNING "${entry} is not below ${EDDY_NPM_ROOT}: internal/deps/${name} is left out (run make, or set EDDY_NPM_ROOT)")
    return()
  endif()
  set(out ${eddy_bundle_root}/internal/deps/${name}.js)
  add_custom_command(
    OUTPUT ${out}
    COMMAND ${EDDY_NPM_ROOT}/esbuild/bin/esbuild ./${entry} --bundle --platform=node --format=cjs
      --target=es2024 --charset=ascii --minify-whitespace --minify-syntax --line-limit=200 --legal-comments=none --log-level=warning
      --outfile=${out} "--banner:js=require=(r=>id=>r(id.replace(/^node:/,'')))(require);" ${ARGN}
    DEPENDS ${EDDY_NPM_ROOT}/${entry}
    WORKING_DIRECTORY ${EDDY_NPM_ROOT}
    COMMENT "Bundling ${name}" VERBATIM)
  set(eddy_bundles ${eddy_bundles} ${out} PARENT_SCOPE)
  eddy_note_version(${name} ${entry})
endfunction()

eddy_bundle(cjs-module-lexer cjs-module-lexer/lexer.js)
eddy_bundle(acorn acorn/dist/acorn.mjs)
eddy_bundle(amaro amaro/dist/index.js)
eddy_bundle(minimatch minimatch/dist/commonjs/index.js)
# Functions that have no name of their own are made again and again inside others: naming each costs more than the call.
eddy_bundle(undici undici/index-fetch.js --keep-names
  "--footer:js=__name=(target,value)=>target.name===value||target.name===''?target:__defProp(target,'name',{value,configurable:true})")
