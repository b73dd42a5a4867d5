#include <neon/core/parallel.hpp>
#include <neon/hdf5/detail/growing_dataset.hpp>
#include <neon/tables/detail/packed_chunk.hpp>

#include <algorithm>

namespace neon {
namespace {

constexpr std::size_t usual_chunk = 512 * 1024, chunks_at_once = 4;

std::vector<hsize_t> shape(hsize_t rows, hsize_t columns) {
  return columns == 0 ? std::vector<hsize_t>{rows} : std::vector<hsize_t>{rows, columns};
}

H5::DataSet create(const H5::H5File& file, const std::string& name, const H5::PredType& type, hsize_t columns,
                   hsize_t rows_per_chunk) {
  const std::vector<hsize_t> empty = shape(0, columns), most = shape(H5S_UNLIMITED, columns),
                             chunk = shape(rows_per_chunk, columns);
  H5::DSetCreatPropList properties;
  H5Pset_obj_track_times(properties.getId(), false);  // the same results give the same bytes
  properties.setChunk(static_cast<int>(chunk.size()), chunk.data());
  properties.setShuffle();
  properties.setDeflate(PackedChunk::deflate_level);
  return file.createDataSet(name, type, H5::DataSpace(static_cast<int>(empty.size()), empty.data(), most.data()),
                            properties);
}

}  // namespace

GrowingDataset::GrowingDataset(const H5::H5File& file, const std::string& name, const H5::PredType& type,
                               hsize_t columns)
    : type_(type),
      columns_(columns),
      row_size_(type.getSize() * std::max<hsize_t>(1, columns)),
      rows_per_chunk_(std::max<hsize_t>(1, usual_chunk / row_size_)),
      data_(create(file, name, type, columns, rows_per_chunk_)) {}

void GrowingDataset::append(const void* values, hsize_t rows) {
  rows_ += rows;
  const auto* bytes = static_cast<const char*>(values);
  for (std::size_t left = static_cast<std::size_t>(rows) * row_size_; left > 0;) {
    const std::size_t step = std::min(left, chunks_at_once * chunk_size() - waiting_.size());
    waiting_.insert(waiting_.end(), bytes, bytes + step);
    bytes += step;
    left -= step;
    if (waiting_.size() == chunks_at_once * chunk_size()) write_chunks();
  }
}

void GrowingDataset::finish() {
  write_chunks();
  data_.close();
}

void GrowingDataset::write_chunks() {
  if (waiting_.empty()) return;
  const hsize_t new_rows = waiting_.size() / row_size_;
  const std::size_t chunks = (waiting_.size() + chunk_size() - 1) / chunk_size();
  waiting_.resize(chunks * chunk_size());
  std::vector<PackedChunk> packed(chunks);
  parallel_blocks(static_cast<Index>(chunks), 1, [&](Index first, Index) {
    const auto i = static_cast<std::size_t>(first);
    packed[i] = pack_chunk({waiting_.data() + i * chunk_size(), chunk_size()}, type_.getSize());
  });
  data_.extend(shape(rows_written_ + new_rows, columns_).data());
  for (std::size_t i = 0; i < chunks; ++i) {
    const hsize_t offset[] = {rows_written_ + i * rows_per_chunk_, 0};
    const PackedChunk& chunk = packed[i];
    if (H5Dwrite_chunk(data_.getId(), H5P_DEFAULT, chunk.skipped_filters, offset, chunk.bytes.size(),
                       chunk.bytes.data()) < 0)
      throw H5::DataSetIException("H5Dwrite_chunk", "a chunk was refused");
  }
  rows_written_ += new_rows;
  waiting_.clear();
}

}  // namespace neon
