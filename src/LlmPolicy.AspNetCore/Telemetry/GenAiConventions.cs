using Microsoft.Extensions.Configuration;

namespace LlmPolicy.Telemetry;

/// <summary>
/// Which names of OpenTelemetry's conventions for generative AI are told: those of v0.1.0 always; those of v1.36.0 beside them, unless <c>OTEL_SEMCONV_STABILITY_OPT_IN</c> has
/// <c>gen_ai_latest_experimental</c> among its values, separated by commas. Other values are for other conventions.
/// </summary>
internal sealed class GenAiConventions(IConfiguration? configuration = null)
{
    public const string Variable = "OTEL_SEMCONV_STABILITY_OPT_IN";

    /// <summary>Whether the names of v1.36.0 are told, too.</summary>
    public bool HasFormerNames { get; } =
        configuration?[Variable]?.Split(',', StringSplitOptions.TrimEntries).Contains("gen_ai_latest_experimental", StringComparer.OrdinalIgnoreCase) is not true;
}
