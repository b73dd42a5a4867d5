#pragma once
#include <neon/tables/detail/byte_stream.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace neon {

/// The members of an archive, one after another: tar with any usual compression, zip, or ar (a Debian package).
class ArchiveReader {
 public:
  enum class Kind { file, folder, other };  ///< other: links, devices
  struct Member {
    std::string path;  ///< without a leading "./"
    Kind kind = Kind::file;
  };

  /// @throws Error if the file cannot be opened, or is no archive
  explicit ArchiveReader(const std::filesystem::path& file);
  /// The archive that is in a stream.
  explicit ArchiveReader(ByteStream stream);

  /// The next member; none at the end, when the rest of a compressed file has been checked too.
  /// @throws Error saying after which member and byte the archive is damaged or cut off
  std::optional<Member> next();
  /// The next bytes of the member, or fewer at its end.  @return how many  @throws Error as next()
  std::size_t read(char* bytes, std::size_t count);
  /// All bytes that the member has left.
  std::string contents();
  /// Is it an ar archive? Known once next() was called.
  bool is_ar() const;

 private:
  struct State;
  std::shared_ptr<State> state_;  ///< that libarchive holds a pointer to
};

}  // namespace neon
