namespace LlmPolicy.Routing;

/// <summary>What conditions of <c>retryOn</c> look at.</summary>
internal readonly record struct RetryResponse(int StatusCode, IReadOnlyList<HeaderField> Headers)
{
    public bool Has(string name) => Value(name) is not null;

    public string? Value(string name) =>
        Headers.Where(h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(h => h.Value).FirstOrDefault();
}
