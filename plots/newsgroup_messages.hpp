#pragma once
#include <neon/hdf5/hdf5.hpp>

#include "canvas/page.hpp"

namespace neon::plots {

/// The stored messages in two columns, words on red for, on blue against the message's cluster; grey: no word vector or
/// stop word.
/// @return the bottom of the last one
double draw_messages(Page& page, double top, const ResultReader& results);

/// "Word dimensions -> word": what the largest dimensions of a message's words contribute, and their sums, as numbers.
void draw_scheme(Page& page, const Box& box, const ResultReader& results);

}  // namespace neon::plots
