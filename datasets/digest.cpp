#include "datasets/digest.hpp"

#include <neon/core/error.hpp>

#include <fmt/ranges.h>
#include <openssl/evp.h>

#include <array>

namespace neon::datasets {

Sha256::Sha256() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
  require(context_ && EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1,
          "SHA-256 is not available in OpenSSL");
}

void Sha256::update(const void* bytes, std::size_t count) {
  require(EVP_DigestUpdate(context_.get(), bytes, count) == 1, "SHA-256 failed in OpenSSL");
}

std::string Sha256::hex() {
  std::array<unsigned char, 32> digest{};
  const bool done = EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr) == 1 &&
                    EVP_DigestInit_ex(context_.get(), nullptr, nullptr) == 1;
  require(done, "SHA-256 failed in OpenSSL");
  return fmt::format("{:02x}", fmt::join(digest, ""));
}

}  // namespace neon::datasets
