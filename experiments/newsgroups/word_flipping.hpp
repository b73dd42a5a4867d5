#pragma once
#include <neon/hdf5/hdf5.hpp>

#include "experiments/newsgroups/explanations.hpp"

namespace neon::experiments::newsgroups {

/// Word flipping: f of a document's cluster while its most relevant words are taken away and the rest is embedded anew.
struct WordFlipping {
  struct Method {
    std::string name, source;
    Vector curve;                     ///< [shares] mean f over documents, relative to mean f at the start
    Vector inside;                    ///< [shares] share of the documents that still have f > 0
    double auc = 0, auc_inside = 0;   ///< areas under them, by trapezoids; smaller is better
    double seconds_per_document = 0;  ///< on one core, root points included where the method needs them
  };
  Vector shares;                ///< of the words removed
  std::vector<Method> methods;  ///< NEON's readings, then the comparison methods
  Index documents = 0;          ///< test documents with f > 0
  double feasible = 0;          ///< share of them with a root point in [0, 1]^words
  double seconds_root_per_document = 0;
};

/// Comparison methods explain the words as features: f as a function of the words' weights (see addend_evidence), root
/// points with weights in [0, 1]. All words removed: the mean training document.
/// @param neon the readings to compare, over the same documents
WordFlipping flip_words(const Study& study, const std::vector<const Reading*>& neon, std::uint64_t seed,
                        const ProgressFn& progress);

/// Written to flipping/, as results/README.md lists.
void write_flipping(const WordFlipping& flipping, ResultWriter& writer);

}  // namespace neon::experiments::newsgroups
