// binding('tls'): secure contexts and sessions on OpenSSL. https://nodejs.org/api/tls.html
#include <openssl/ssl.h>

#include "bindings/registry.h"
#include "bindings/tls/secure_context.h"
#include "bindings/tls/session.h"
#include "bindings/tls/trust.h"

namespace eddy::bindings {

namespace {

// ciphers() -> the names of all ciphers that OpenSSL has, as it writes them.
std::vector<std::string> Ciphers() {
  std::vector<std::string> names;
  std::unique_ptr<SSL_CTX, crypto::Deleter<SSL_CTX_free>> context(SSL_CTX_new(TLS_method()));
  if (context == nullptr) return names;
  SSL_CTX_set_cipher_list(context.get(), "ALL:COMPLEMENTOFDEFAULT:eNULL");
  // TLS 1.3's are on a list of their own, which leaves out those with short tags unless they are asked for.
  SSL_CTX_set_ciphersuites(context.get(),
                           "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:"
                           "TLS_AES_128_CCM_8_SHA256:TLS_AES_128_CCM_SHA256");
  STACK_OF(SSL_CIPHER)* ciphers = SSL_CTX_get_ciphers(context.get());
  for (int i = 0; i < sk_SSL_CIPHER_num(ciphers); i++)
    names.emplace_back(SSL_CIPHER_get_name(sk_SSL_CIPHER_value(ciphers, i)));
  return names;
}

// setReceiver(function): whom sessions tell; see SessionReceiver.
void SetReceiver(Realm& realm, v8::Local<v8::Function> receiver) {
  realm.State<tls::SessionReceiver>().on_progress.Reset(realm.isolate(), receiver);
}

// Where OpenSSL looks for authorities unless SSL_CERT_FILE or SSL_CERT_DIR say otherwise.
std::string DefaultFile() { return X509_get_default_cert_file(); }
std::string DefaultDirectory() { return X509_get_default_cert_dir(); }

}  // namespace

void DefineTls(BindingTarget& target) {
  target.Class<tls::SecureContext, &tls::SecureContext::Make>("SecureContext", tls::SecureContext::Methods);
  target.Class<tls::Session, &tls::Session::Make>("Session", tls::Session::Methods);
  target.Function<&Ciphers>("ciphers");
  target.Function<&SetReceiver>("setReceiver");
  target.Function<&tls::SetDefaultAuthorities>("setDefaultAuthorities");
  target.Function<&tls::BundledAuthorities>("bundledAuthorities");
  target.Function<&tls::SplitCertificates>("splitCertificates");
  target.Function<&DefaultFile>("defaultFile");
  target.Function<&DefaultDirectory>("defaultDirectory");
}

}  // namespace eddy::bindings
