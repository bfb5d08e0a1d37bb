using System.Text.Json;

namespace LlmPolicy.Samples.Observed;

/// <summary>A scrape and PromQL expressions, as libraries of the field read them (js/telemetry.mjs).</summary>
/// <param name="Families">The metrics.</param>
/// <param name="Queries">The expressions, in order.</param>
internal sealed record PrometheusReading(IReadOnlyList<PrometheusFamily> Families, IReadOnlyList<PromQuery> Queries)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static async Task<PrometheusReading> ReadAsync(string scrape, params string[] queries)
    {
        var packages = await TestContext.Current.GetFixture<NodePackages>() ?? throw new InvalidOperationException("no fixture");
        string folder = await packages.FolderAsync();
        string input = Path.Combine(folder, $"{Path.GetRandomFileName()}.json");
        await File.WriteAllTextAsync(input, JsonSerializer.Serialize(new { scrape, queries }, Json));
        var (status, output) = await ChildProcess.RunAsync("node", folder, ["telemetry.mjs", input]);
        status.ShouldBe(0, output);
        return JsonSerializer.Deserialize<PrometheusReading>(output, Json)!;
    }
}

/// <summary>A metric of a scrape.</summary>
internal sealed record PrometheusFamily(string Name, string Type, IReadOnlyList<PrometheusSample> Samples)
{
    public IReadOnlyList<string> Labels => [.. Samples.SelectMany(sample => sample.Labels.Keys).Distinct().Except(["otel_scope_name", "le"]).Order(StringComparer.Ordinal)];
}

/// <summary>A line of a scrape.</summary>
internal sealed record PrometheusSample(string Name, IReadOnlyDictionary<string, string> Labels, string Value);

/// <summary>What an expression of PromQL asks for.</summary>
internal sealed record PromQuery(IReadOnlyList<string> Metrics, IReadOnlyList<string> Labels, IReadOnlyList<int> Errors);
