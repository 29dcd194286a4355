// What process tells of the runtime itself: version, versions, release, features, config.
'use strict';

const native = binding('about');

const version = native.nodeVersion();

const versions = native.versions();
for (const name of Object.keys(versions)) Object.defineProperty(versions, name, { __proto__: null, writable: false });

const release = {
  name: 'node',
  lts: 'Krypton',
  sourceUrl: `https://nodejs.org/download/release/${version}/node-${version}.tar.gz`,
  headersUrl: `https://nodejs.org/download/release/${version}/node-${version}-headers.tar.gz`,
};

const features = {
  inspector: true,
  debug: false,
  uv: true,
  ipv6: true,
  tls_alpn: true,
  tls_sni: true,
  tls_ocsp: true,
  tls: true,
  openssl_is_boringssl: false,
  get cached_builtins() { return true; },
  get require_module() { return !require('internal/options').get('--no-require-module'); },
  get quic() { return false; },
  /** How types are taken out: 'strip', 'transform', or false when they aren't. */
  get typescript() {
    const options = require('internal/options');
    if (options.get('--no-strip-types') || options.get('--no-experimental-strip-types')) return false;
    return options.get('--experimental-transform-types') ? 'transform' : 'strip';
  },
};

/** @returns {object} process.config: as far as programs ask for it when they build native code or look for features */
function config() {
  const variables = {
    asan: native.sanitizer() === 'address' ? 1 : 0,
    coverage: false,
    host_arch: 'x64',
    target_arch: 'x64',
    icu_small: false,
    napi_build_version: '0',
    node_byteorder: 'little',
    node_prefix: '/usr/local',
    node_shared: false,
    node_use_openssl: true,
    node_shared_openssl: true,
    openssl_is_fips: false,
    node_use_amaro: true,
    node_use_v8_platform: false,
    node_module_version: 137,
    single_executable_application: false,
    tsan: native.sanitizer() === 'thread' ? 1 : 0,
    ubsan: 0,
    v8_enable_i18n_support: 1,
    v8_enable_inspector: 1,
    v8_enable_webassembly: 1,
  };
  const target = { cflags: [], default_configuration: 'Release', defines: [], include_dirs: [], libraries: [] };
  return Object.freeze({ target_defaults: Object.freeze(target), variables: Object.freeze(variables) });
}

module.exports = { version, versions, release, features, config };
