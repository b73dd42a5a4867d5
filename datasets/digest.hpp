#pragma once
#include <cstddef>
#include <memory>
#include <string>

struct evp_md_ctx_st;

namespace neon::datasets {

/// SHA-256 of a stream of bytes, by OpenSSL.
class Sha256 {
 public:
  Sha256();
  void update(const void* bytes, std::size_t count);
  /// 64 lower-case hexadecimal digits; afterwards the stream is empty again.
  std::string hex();

 private:
  std::unique_ptr<evp_md_ctx_st, void (*)(evp_md_ctx_st*)> context_;
};

}  // namespace neon::datasets
