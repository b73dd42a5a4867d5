# `neon explain` on a million points against reading and writing the same files.
neon_bench(throughput throughput_bench.cpp)
target_link_libraries(bench_throughput PRIVATE neon_datasets)
target_compile_definitions(bench_throughput PRIVATE NEON_PROGRAM="$<TARGET_FILE:neon_cli>")
add_dependencies(bench_throughput neon_cli)
