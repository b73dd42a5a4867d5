#pragma once
#include <fmt/format.h>

#include <stdexcept>

namespace neon {

/// The exception the library throws: bad shape, bad parameter, bad file. Programs end with exit code 2.
struct Error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Data that no source could provide. Programs end with exit code 3.
struct DataUnavailable : Error {
  using Error::Error;
};

/// Throws Error with the formatted message unless `holds`. Write messages as "<where>: <got> should be <expected>".
template <class... Args>
void require(bool holds, fmt::format_string<Args...> message, Args&&... args) {
  if (!holds) throw Error(fmt::format(message, std::forward<Args>(args)...));
}

}  // namespace neon
