neon_bench(io io_bench.cpp)
target_link_libraries(bench_io PRIVATE ZLIB::ZLIB)
