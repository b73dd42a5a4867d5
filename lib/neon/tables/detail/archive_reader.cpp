#include <neon/core/error.hpp>
#include <neon/tables/detail/archive_reader.hpp>

#include <archive.h>
#include <archive_entry.h>

#include <array>
#include <cerrno>

namespace neon {
namespace {

constexpr std::size_t buffer_size = 1 << 18;
// Small: where a stream is cut off, the last piece is lost.
constexpr std::size_t stream_buffer_size = 1 << 12;

}  // namespace

struct ArchiveReader::State {
  std::string name, failure, member;
  std::optional<ByteStream> stream;  ///< of a file that libarchive does not read itself
  std::vector<char> buffer;
  std::unique_ptr<archive, int (*)(archive*)> reader{archive_read_new(), &archive_read_free};

  archive* get() const { return reader.get(); }

  void support_formats() const {
    require(reader != nullptr, "{}: libarchive: out of memory", name);
    // The usual ones: others call programs, or read far ahead to recognise themselves.
    for (auto* support :
         {&archive_read_support_filter_gzip, &archive_read_support_filter_bzip2, &archive_read_support_filter_xz,
          &archive_read_support_filter_lzma, &archive_read_support_filter_zstd, &archive_read_support_filter_lz4,
          &archive_read_support_filter_compress, &archive_read_support_format_tar, &archive_read_support_format_zip,
          &archive_read_support_format_ar})
      check(support(get()));
  }

  /// Nothing may be thrown through libarchive.
  static la_ssize_t read_stream(archive* reader, void* state, const void** bytes) {
    auto& self = *static_cast<State*>(state);
    *bytes = self.buffer.data();
    try {
      return static_cast<la_ssize_t>(self.stream->read(self.buffer.data(), self.buffer.size()));
    } catch (const Error& error) {
      self.failure = error.what();
      archive_set_error(reader, EILSEQ, "%s", error.what());
      return ARCHIVE_FATAL;
    }
  }

  void open_stream(ByteStream opened) {
    stream.emplace(std::move(opened));
    buffer.resize(stream_buffer_size);
    check(archive_read_open(get(), this, nullptr, &State::read_stream, nullptr));
  }

  void check(int status) const {
    if (status < ARCHIVE_WARN) fail();
  }

  [[noreturn]] void fail() const {
    std::string reason = failure;
    if (failure.starts_with(name + ": ")) reason = failure.substr(name.size() + 2);
    if (reason.empty() && archive_error_string(get()) != nullptr) reason = archive_error_string(get());
    const std::string where =
        member.empty() ? "" : fmt::format(" at byte {}, in or after '{}'", archive_filter_bytes(get(), -1), member);
    throw Error(
        fmt::format("{}: not a readable archive{}: {}", name, where, reason.empty() ? "unknown format" : reason));
  }
};

ArchiveReader::ArchiveReader(const std::filesystem::path& file) : state_(std::make_shared<State>()) {
  state_->name = file.string();
  state_->support_formats();
  // zlib compares the checksum of gzip, libarchive does not; a zip file is read best by its directory, at the end.
  ByteStream stream = ByteStream::open(file.string());
  if (stream.packed())
    state_->open_stream(std::move(stream));
  else
    state_->check(archive_read_open_filename(state_->get(), file.c_str(), buffer_size));
}

ArchiveReader::ArchiveReader(ByteStream stream) : state_(std::make_shared<State>()) {
  state_->name = stream.name();
  state_->support_formats();
  state_->open_stream(std::move(stream));
}

std::optional<ArchiveReader::Member> ArchiveReader::next() {
  State& state = *state_;
  archive_entry* entry = nullptr;
  const int status = archive_read_next_header(state.get(), &entry);
  if (status == ARCHIVE_EOF) {
    const void* ignored = nullptr;
    while (state.stream && state.failure.empty() && State::read_stream(state.get(), &state, &ignored) > 0) continue;
    if (!state.failure.empty()) state.fail();
    return std::nullopt;
  }
  state.check(status);
  const char* path = archive_entry_pathname(entry);
  require(path != nullptr, "{}: the member after '{}' has an unreadable name", state.name, state.member);
  state.member = path;
  while (state.member.starts_with("./")) state.member.erase(0, 2);
  const auto type = archive_entry_filetype(entry);
  const bool file = type == AE_IFREG && archive_entry_hardlink(entry) == nullptr;
  return Member{state.member, file ? Kind::file : type == AE_IFDIR ? Kind::folder : Kind::other};
}

std::size_t ArchiveReader::read(char* bytes, std::size_t count) {
  std::size_t got = 0;
  while (got < count) {
    const la_ssize_t step = archive_read_data(state_->get(), bytes + got, count - got);
    if (step < 0) state_->fail();  // a warning too: of a checksum that does not fit
    if (step == 0) break;
    got += static_cast<std::size_t>(step);
  }
  return got;
}

std::string ArchiveReader::contents() {
  std::string text;
  std::array<char, 1 << 16> bytes;
  while (const std::size_t count = read(bytes.data(), bytes.size())) text.append(bytes.data(), count);
  return text;
}

bool ArchiveReader::is_ar() const {
  return (archive_format(state_->get()) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_AR;
}

}  // namespace neon
