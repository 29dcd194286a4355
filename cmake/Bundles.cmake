# Packages from npm that are part of the binary: each bundled into one file, which lib/ requires as internal/deps/<name>.
#
#   eddy_bundle(<name> <entry>)   entry: a module specifier, or a path below node_modules
#
# EDDY_NPM_ROOT is the node_modules folder they come from, as `make` brings it. Where it is missing, what needs a bundle is
# missing in the binary too; cmake says so.
set(EDDY_NPM_ROOT ${CMAKE_SOURCE_DIR}/build/deps/npm/node_modules CACHE PATH "The npm packages that are bundled")
set(eddy_bundles "")
set(eddy_bundle_root ${CMAKE_BINARY_DIR}/generated/bundles)

function(eddy_bundle name entry)
  if(NOT EXISTS ${EDDY_NPM_ROOT}/${entry} OR NOT EXISTS ${EDDY_NPM_ROOT}/esbuild/bin/esbuild)
    message(WARNING "${entry} is not below ${EDDY_NPM_ROOT}: internal/deps/${name} is left out (run make, or set EDDY_NPM_ROOT)")
    return()
  endif()
  set(out ${eddy_bundle_root}/internal/deps/${name}.js)
  add_custom_command(
    OUTPUT ${out}
    COMMAND ${EDDY_NPM_ROOT}/esbuild/bin/esbuild ${EDDY_NPM_ROOT}/${entry} --bundle --platform=node --format=cjs
      --target=es2024 --charset=ascii --minify-whitespace --minify-syntax --legal-comments=none --log-level=warning
      --outfile=${out} "--banner:js=require=(r=>id=>r(id.replace(/^node:/,'')))(require);" ${ARGN}
    DEPENDS ${EDDY_NPM_ROOT}/${entry}
    COMMENT "Bundling ${name}" VERBATIM)
  set(eddy_bundles ${eddy_bundles} ${out} PARENT_SCOPE)
endfunction()

eddy_bundle(cjs-module-lexer cjs-module-lexer/lexer.js)
eddy_bundle(amaro amaro/dist/index.js)
eddy_bundle(minimatch minimatch/dist/commonjs/index.js)
