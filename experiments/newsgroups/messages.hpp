#pragma once
#include <neon/hdf5/hdf5.hpp>
#include <neon/text/highlight.hpp>

#include "experiments/newsgroups/explanations.hpp"

namespace neon::experiments::newsgroups {

/// A message that figures and the page show.
struct ShownMessage {
  Index row = 0;     ///< of points.z
  std::string role;  ///< why it is shown
};

/// The paper's four messages, then two pairs of test messages that share a cluster: one of talk.politics.guns with one
/// of sci.crypt, one of rec.motorcycles with one of misc.forsale. Of each pair's clusters the one that holds most of
/// the rarer group; in it the message of readable length that is deepest inside.
std::vector<ShownMessage> choose_messages(const Study& study, const Reading& of_test);

/// The messages with the relevance of their words under every reading and by competitor, as results/README.md lists,
/// and the page that shows them.
HighlightPage write_messages(const Study& study, const std::vector<ShownMessage>& shown, ResultWriter& writer);

/// "Word dimensions -> word" as numbers for one message: what each dimension of each word contributes.
void write_scheme(const Study& study, Index row, ResultWriter& writer);

}  // namespace neon::experiments::newsgroups
