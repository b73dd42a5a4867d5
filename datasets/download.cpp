#include "datasets/download.hpp"

#include <curl/curl.h>

#include <array>
#include <exception>
#include <memory>
#include <tuple>
#include <utility>

#include "datasets/output_file.hpp"
#include "datasets/source_failed.hpp"

namespace neon::datasets {
namespace {

namespace fs = std::filesystem;

struct TooLarge : SourceFailed {
  using SourceFailed::SourceFailed;
};

struct Transfer {
  OutputFile out;
  std::uintmax_t before, most;
  const ProgressFn& progress;
  std::uintmax_t taken = 0;
  std::exception_ptr failure = nullptr;
};

// Exceptions must not pass through curl, which is C.
std::size_t on_bytes(char* bytes, std::size_t, std::size_t count, void* self) try {
  auto& transfer = *static_cast<Transfer*>(self);
  transfer.taken += count;
  if (transfer.before + transfer.taken > transfer.most)
    throw TooLarge(fmt::format("larger than {} bytes, the most that is taken", transfer.most));
  transfer.out.write(bytes, count);
  return count;
} catch (...) {
  static_cast<Transfer*>(self)->failure = std::current_exception();
  return 0;
}

int on_progress(void* self, curl_off_t total, curl_off_t now, curl_off_t, curl_off_t) {
  const auto& transfer = *static_cast<Transfer*>(self);
  const auto before = static_cast<Index>(transfer.before);
  if (transfer.progress && total > 0)
    transfer.progress(before + static_cast<Index>(now), before + static_cast<Index>(total));
  return 0;
}

std::uintmax_t size_or_zero(const fs::path& file) {
  std::error_code none;
  const std::uintmax_t size = fs::file_size(file, none);
  return none ? 0 : size;
}

/// @return curl's verdict and its words
std::pair<CURLcode, std::string> transfer_once(const std::string& url, const fs::path& part, const Patience& patience,
                                               const ProgressFn& progress, std::uintmax_t most) {
  static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
  const std::unique_ptr<CURL, void (*)(CURL*)> curl(curl_easy_init(), &curl_easy_cleanup);
  require(initialised == CURLE_OK && curl != nullptr, "libcurl cannot be initialised");

  Transfer transfer{OutputFile(part, true), size_or_zero(part), most, progress};
  std::array<char, CURL_ERROR_SIZE> words{};
  const auto set = [&](CURLoption option, auto value) {
    const CURLcode status = curl_easy_setopt(curl.get(), option, value);
    require(status == CURLE_OK, "libcurl refuses option {} ({})", static_cast<int>(option), curl_easy_strerror(status));
  };
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https,file");
  set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  set(CURLOPT_FOLLOWLOCATION, 1L);
  set(CURLOPT_MAXREDIRS, 5L);
  set(CURLOPT_FAILONERROR, 1L);
  set(CURLOPT_USERAGENT, "neon-fetch");
  set(CURLOPT_NOSIGNAL, 1L);
  // Without it the end waits for a name server that does not answer.
  set(CURLOPT_QUICK_EXIT, 1L);
  set(CURLOPT_CONNECTTIMEOUT, static_cast<long>(patience.connect.count()));
  set(CURLOPT_LOW_SPEED_LIMIT, 1000L);
  set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(patience.stalled.count()));
  set(CURLOPT_RESUME_FROM_LARGE, static_cast<curl_off_t>(transfer.before));
  set(CURLOPT_WRITEFUNCTION, &on_bytes);
  set(CURLOPT_WRITEDATA, &transfer);
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, &on_progress);
  set(CURLOPT_XFERINFODATA, &transfer);
  set(CURLOPT_ERRORBUFFER, words.data());
  const CURLcode status = curl_easy_perform(curl.get());
  if (transfer.failure) std::rethrow_exception(transfer.failure);
  transfer.out.close();
  return {status, words[0] != '\0' ? words.data() : curl_easy_strerror(status)};
}

}  // namespace

std::uintmax_t download(const std::string& url, const fs::path& part, const Patience& patience,
                        const ProgressFn& progress, std::uintmax_t most) try {
  std::uintmax_t before = size_or_zero(part);
  auto [status, words] = transfer_once(url, part, patience, progress, most);
  const bool cannot_continue =
      status == CURLE_RANGE_ERROR || status == CURLE_BAD_DOWNLOAD_RESUME || status == CURLE_FILE_COULDNT_READ_FILE;
  if (before > 0 && cannot_continue) {
    fs::remove(part);
    before = 0;
    std::tie(status, words) = transfer_once(url, part, patience, progress, most);
  }
  const std::uintmax_t size = size_or_zero(part);
  std::error_code ignored;
  if (size == 0) fs::remove(part, ignored);
  if (status == CURLE_OK) return before;
  if (size > before) throw SourceFailed(fmt::format("{}; {} bytes are kept, a new start continues there", words, size));
  const bool no_answer = status == CURLE_COULDNT_RESOLVE_HOST || status == CURLE_COULDNT_RESOLVE_PROXY ||
                         status == CURLE_COULDNT_CONNECT || status == CURLE_OPERATION_TIMEDOUT;
  if (no_answer) throw HostUnreachable(words);
  throw SourceFailed(words);
} catch (const TooLarge&) {
  std::error_code ignored;
  fs::remove(part, ignored);
  throw;
}

}  // namespace neon::datasets
