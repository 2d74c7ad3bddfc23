// The certificate and key that a listener speaks TLS with: TLS 1.2 and 1.3, forward secrecy and authenticated
// encryption only. Two PEM files, read again when they change, so that a certificate is replaced without a
// restart: connections that are open go on with the old one. Safe from any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "storage/base/log.h"
#include "storage/base/result.h"

struct ssl_ctx_st;

namespace lianxiao::web {

struct TlsFiles {
  std::string certificate;  // The whole chain, ours first.
  std::string key;
};

class TlsIdentity {
 public:
  // kInvalid says which file and what is wrong: missing, a key that does not fit, too short a key.
  static Result<std::shared_ptr<TlsIdentity>> Open(TlsFiles files, Log& log);

  // What new connections use. Looks at the files at most once a second; if they are wrong, the log says so
  // and the old pair stays.
  std::shared_ptr<ssl_ctx_st> Current();

 private:
  TlsIdentity(TlsFiles files, Log& log) : files_(std::move(files)), log_(log) {}

  const TlsFiles files_;
  Log& log_;
  std::mutex mutex_;  // Guards the rest.
  std::shared_ptr<ssl_ctx_st> context_;
  std::string seen_;  // Both files' times and sizes.
  std::int64_t looked_ms_ = 0;
};

}  // namespace lianxiao::web
