// Exponential and normal variates by the ziggurat method (Marsaglia and Tsang 2000): 256 layers of equal
// area; one 64-bit draw gives the layer, the sign and 53 bits of position, and about 99 % of draws need no
// more than a comparison and a product. Gamma by Marsaglia and Tsang's squeeze (2000), lognormal as the
// exponential of a normal. Only exactly rounded operations are used, so that every machine draws the same.
#include "sim/core/distribution.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "sim/core/exact_math.hpp"
#include "sim/core/exponential.hpp"

namespace sim {
namespace {

struct Ziggurat {
    std::array<double, 257>
        x{};  // right edges, falling; x[0] is that of the base layer with its tail
    std::array<double, 257> density{};        // at x
    std::array<double, 256> width{};          // x[i] / 2^53
    std::array<std::uint64_t, 256> inside{};  // positions below it need no further test
};

constexpr double exponential_density(double x) { return exact_exp(-x); }
constexpr double exponential_inverse(double y) { return -exact_ln(y); }
constexpr double normal_density(double x) { return exact_exp(-0.5 * x * x); }
constexpr double normal_inverse(double y) { return exact_sqrt(-2 * exact_ln(y)); }

// The edge of the tail and the area of each layer, for 256 layers.
struct Layers {
    double edge;
    double area;
};
// Source: Marsaglia and Tsang, "The Ziggurat Method for Generating Random Variables", 2000, with more digits.
constexpr Layers exponential_shape{7.69711747013104972, 0.0039496598225815571993};
constexpr Layers normal_layers{3.6541528853610088, 0.00492867323397465524494};

template <class Density, class Inverse>
constexpr Ziggurat make_ziggurat(Layers layers, Density density, Inverse inverse) {
    Ziggurat table;
    table.x[0] = layers.area / density(layers.edge);
    table.x[1] = layers.edge;
    for (std::size_t i = 2; i < 256; ++i) {
        table.x[i] = inverse(density(table.x[i - 1]) + layers.area / table.x[i - 1]);
    }
    table.x[256] = 0;
    for (std::size_t i = 0; i <= 256; ++i) table.density[i] = density(table.x[i]);
    for (std::size_t i = 0; i < 256; ++i) {
        table.width[i] = table.x[i] * 0x1p-53;
        table.inside[i] = static_cast<std::uint64_t>(table.x[i + 1] / table.x[i] * 0x1p53);
    }
    return table;
}

constexpr Ziggurat exponential_table =
    make_ziggurat(exponential_shape, exponential_density, exponential_inverse);
constexpr Ziggurat normal_table = make_ziggurat(normal_layers, normal_density, normal_inverse);

/// True if a uniform height within layer `i` lies below the density at `x`.
bool is_below_density(const Ziggurat& table, std::size_t i, double density_at_x, Stream& stream) {
    const double height =
        table.density[i] + stream.unit() * (table.density[i + 1] - table.density[i]);
    return height < density_at_x;
}

double sample_normal_tail(Stream& stream) {
    // Marsaglia 1964: an exponential of rate `edge` beyond the edge, accepted by exp(-x^2/2).
    for (;;) {
        const double x = draw_exponential(stream) / normal_layers.edge;
        const double y = draw_exponential(stream);
        if (y + y > x * x) return normal_layers.edge + x;
    }
}

/// Gamma variate of mean `shape`, for shape >= 1.
double sample_gamma_above_one(double shape, Stream& stream) {
    const double d = shape - 1.0 / 3.0;
    const double c = 1.0 / (3.0 * std::sqrt(d));
    for (;;) {
        const double x = sample_normal(stream);
        const double root = 1.0 + c * x;
        if (root <= 0) continue;
        const double v = root * root * root;
        const double u = 1.0 - stream.unit();
        const double square = x * x;
        if (u < 1.0 - 0.0331 * square * square) return d * v;
        if (exact_ln(u) < 0.5 * square + d * (1.0 - v + exact_ln(v))) return d * v;
    }
}

double sample_gamma(double shape, Stream& stream) {
    if (shape >= 1) return sample_gamma_above_one(shape, stream);
    const double power = exact_exp(-draw_exponential(stream) / shape);  // u^(1/shape)
    return sample_gamma_above_one(shape + 1, stream) * power;
}

double to_real(Duration duration) { return static_cast<double>(duration.ns); }

Duration sample_truncated_normal(const Distribution& distribution, Stream& stream) {
    // The mean is not negative, so at least half of the draws are good: 64 bad ones do not happen.
    for (int attempt = 0; attempt < 64; ++attempt) {
        const double ns = to_real(distribution.a) + to_real(distribution.b) * sample_normal(stream);
        if (ns >= 0) return to_duration(ns);
    }
    return {};
}

/// Mean of a normal variate on condition that it is not negative: mean + deviation * phi(z) / Phi(z).
Duration mean_of_truncated_normal(double mean_ns, double deviation_ns) {
    if (deviation_ns <= 0 || mean_ns > 8 * deviation_ns) return to_duration(mean_ns);
    const double z = mean_ns / deviation_ns;
    double term = z;
    double series = z;  // z + z^3/3 + z^5/(3*5) + ...
    for (int odd = 3; odd < 400; odd += 2) {
        term *= z * z / odd;
        series += term;
    }
    const double phi = 0.3989422804014327 * normal_density(z);
    return to_duration(mean_ns + deviation_ns * phi / (0.5 + phi * series));
}

Duration sample_table(const EmpiricalTable& table, Stream& stream) {
    const auto total = static_cast<std::int64_t>(table.cumulative.back());
    const auto position = static_cast<std::uint64_t>(stream.uniform_below(total));
    const auto found = std::upper_bound(table.cumulative.begin(), table.cumulative.end(), position);
    return table.values[static_cast<std::size_t>(found - table.cumulative.begin())];
}

Duration mean_of_table(const EmpiricalTable& table) {
    double sum = 0;
    std::uint64_t before = 0;
    for (std::size_t i = 0; i < table.values.size(); ++i) {
        sum += to_real(table.values[i]) * static_cast<double>(table.cumulative[i] - before);
        before = table.cumulative[i];
    }
    return to_duration(sum / static_cast<double>(before));
}

Duration clamp_to_range(Duration duration) {
    return std::clamp(duration, Duration{}, duration_max);
}

}  // namespace

constinit const std::array<ExponentialLayer, 256> exponential_layers = [] {
    std::array<ExponentialLayer, 256> layers{};
    for (std::size_t i = 0; i < layers.size(); ++i)
        layers[i] = {exponential_table.width[i], exponential_table.inside[i]};
    return layers;
}();

double draw_exponential_outside(std::uint64_t bits, Stream& stream) {
    double offset = 0;
    for (;;) {
        const std::size_t i = bits & 255;
        const std::uint64_t position = bits >> 11;
        const double x =
            static_cast<double>(static_cast<std::int64_t>(position)) * exponential_table.width[i];
        if (position < exponential_table.inside[i]) return offset + x;
        if (i == 0) {
            offset += exponential_shape.edge;  // without memory: beyond the edge it starts again
        } else if (is_below_density(exponential_table, i, exponential_density(x), stream)) {
            return offset + x;
        }
        bits = stream.bits();
    }
}

double sample_normal(Stream& stream) {
    for (;;) {
        const std::uint64_t bits = stream.bits();
        const std::size_t i = bits & 255;
        const std::uint64_t position = bits >> 11;
        const double sign = (bits & 256) != 0 ? -1.0 : 1.0;
        const double x =
            static_cast<double>(static_cast<std::int64_t>(position)) * normal_table.width[i];
        if (position < normal_table.inside[i]) [[likely]]
            return sign * x;
        if (i == 0) return sign * sample_normal_tail(stream);
        if (is_below_density(normal_table, i, normal_density(x), stream)) return sign * x;
    }
}

Duration sample(const Distribution& distribution, const EmpiricalTables& tables, Stream& stream) {
    switch (distribution.kind) {
        case Distribution::Kind::constant: return distribution.a;
        case Distribution::Kind::uniform:
            return {distribution.a.ns +
                    stream.uniform_below(distribution.b.ns - distribution.a.ns + 1)};
        case Distribution::Kind::exponential: return draw_exponential(distribution.a, stream);
        case Distribution::Kind::normal: return sample_truncated_normal(distribution, stream);
        case Distribution::Kind::lognormal:
            return to_duration(to_real(distribution.a) *
                               exact_exp(distribution.shape * sample_normal(stream)));
        case Distribution::Kind::gamma:
            return to_duration(to_real(distribution.a) / distribution.shape *
                               sample_gamma(distribution.shape, stream));
        case Distribution::Kind::empirical: return sample_table(tables[distribution.table], stream);
    }
    return {};
}

Duration least(const Distribution& distribution, const EmpiricalTables& tables) {
    switch (distribution.kind) {
        case Distribution::Kind::constant:
        case Distribution::Kind::uniform: return distribution.a;
        case Distribution::Kind::empirical: return tables[distribution.table].values.front();
        case Distribution::Kind::exponential:
        case Distribution::Kind::normal:
        case Distribution::Kind::lognormal:
        case Distribution::Kind::gamma: return {};
    }
    return {};
}

Duration mean(const Distribution& distribution, const EmpiricalTables& tables) {
    switch (distribution.kind) {
        case Distribution::Kind::constant: return distribution.a;
        case Distribution::Kind::uniform:
            return distribution.a + (distribution.b - distribution.a) / 2;
        case Distribution::Kind::exponential: return distribution.a;
        case Distribution::Kind::normal:
            return mean_of_truncated_normal(to_real(distribution.a), to_real(distribution.b));
        case Distribution::Kind::lognormal:
            return to_duration(to_real(distribution.a) *
                               exact_exp(0.5 * distribution.shape * distribution.shape));
        case Distribution::Kind::gamma: return distribution.a;
        case Distribution::Kind::empirical: return mean_of_table(tables[distribution.table]);
    }
    return {};
}

EmpiricalTable make_empirical_table(std::vector<WeightedValue> observations) {
    std::erase_if(observations, [](const WeightedValue& entry) { return entry.weight == 0; });
    SIM_CHECK(!observations.empty());
    std::sort(observations.begin(), observations.end(),
              [](const WeightedValue& x, const WeightedValue& y) { return x.value < y.value; });
    EmpiricalTable table;
    std::uint64_t total = 0;
    for (const WeightedValue& entry : observations) {
        SIM_CHECK(entry.weight <= (std::uint64_t{1} << 62) - total);
        total += entry.weight;
        table.values.push_back(clamp_to_range(entry.value));
        table.cumulative.push_back(total);
    }
    return table;
}

Distribution Distribution::constant(Duration value) {
    return {.kind = Kind::constant, .a = clamp_to_range(value)};
}

Distribution Distribution::uniform(Duration least, Duration most) {
    SIM_CHECK(least <= most);
    return {.kind = Kind::uniform, .a = clamp_to_range(least), .b = clamp_to_range(most)};
}

Distribution Distribution::exponential(Duration mean) {
    return {.kind = Kind::exponential, .a = clamp_to_range(mean)};
}

Distribution Distribution::normal(Duration mean, Duration deviation) {
    return {.kind = Kind::normal, .a = clamp_to_range(mean), .b = clamp_to_range(deviation)};
}

Distribution Distribution::lognormal(Duration median, double sigma) {
    SIM_CHECK(sigma >= 0);
    return {.kind = Kind::lognormal, .a = clamp_to_range(median), .shape = sigma};
}

Distribution Distribution::lognormal_of_mean(Duration mean, double sigma) {
    return lognormal(to_duration(to_real(mean) * exact_exp(-0.5 * sigma * sigma)), sigma);
}

Distribution Distribution::gamma(double shape, Duration mean) {
    SIM_CHECK(shape > 0);
    return {.kind = Kind::gamma, .a = clamp_to_range(mean), .shape = shape};
}

Distribution Distribution::empirical(std::uint32_t table) {
    return {.kind = Kind::empirical, .table = table};
}

}  // namespace sim
