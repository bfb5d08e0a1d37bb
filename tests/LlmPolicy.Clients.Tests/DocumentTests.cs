using LlmPolicy.Clients.Sdks;

namespace LlmPolicy.Clients;

/// <summary>The tables of clients in docs/models.md and docs/refusals.md.</summary>
public sealed class DocumentTests
{
    [Fact]
    public async Task The_models_tell_each_clients_message()
    {
        string[] rows = await RowsAsync("models.md", "| client | message of its error |\n|---|---|\n");

        rows.ShouldBe(Sdk.All.Select(sdk => $"| {sdk.Name} | {Code(sdk.Refused)} |"));
    }

    [Fact]
    public async Task The_refusals_tell_each_clients_message()
    {
        string[] rows = await RowsAsync("refusals.md", "| client | message of its error |\n|---|---|\n");

        rows.ShouldBe(Sdk.All.Select(sdk => $"| {sdk.Name} | {Code(sdk.Formed.Denied)} |"));
    }

    [Fact]
    public async Task The_refusals_tell_each_clients_errors_and_how_often_it_asks()
    {
        string[] rows = await RowsAsync("refusals.md", "| client | its errors | 429, `Retry-After: 1` | 429, `x-should-retry: false` | 503 |\n|---|---|---|---|---|\n");

        rows.ShouldBe(Sdk.All.Select(sdk => $"| {sdk.Name} | {Errors(sdk.Formed.Errors)} | {sdk.Formed.Tries.Later} | {sdk.Formed.Tries.Never} | {sdk.Formed.Tries.Unavailable} |"));
    }

    private static async Task<string[]> RowsAsync(string document, string head) =>
        (await File.ReadAllTextAsync(RepositoryRoot.PathOf("docs", document))).Split(head)[1].Split("\n\n")[0].TrimEnd().Split('\n');

    private static string Errors(ErrorClasses errors) =>
        string.Join(", ", new[] { errors.Unauthorized, errors.Forbidden, errors.Limited, errors.Unavailable }.Distinct().Select(Code));

    private static string Code(string text) => $"`{text.TrimEnd().Replace("\n", "⏎", StringComparison.Ordinal)}`";
}
