#pragma once
#include <neon/hdf5/hdf5.hpp>

#include "experiments/newsgroups/explanations.hpp"

namespace neon::experiments::newsgroups {

/// What was clustered: newsgroups, documents, words and the projection.
void write_data(const Study& study, ResultWriter& writer);

/// The model itself, how its fit ended, and its quality.
void write_model(const Study& study, ResultWriter& writer);

/// Every test document with its cluster and its logit, and how the reading's words add up.
void write_documents(const Study& study, const Reading& reading, ResultWriter& writer);

/// Sums and condition of a reading: what the bias keeps, how small denominators get.
void write_reading(const Reading& reading, ResultWriter& writer);

}  // namespace neon::experiments::newsgroups
