using LlmPolicy.Clients.Sdks;

namespace LlmPolicy.Clients;

/// <summary>The table of docs/models.md.</summary>
public sealed class DocumentTests
{
    [Fact]
    public async Task It_tells_each_clients_message()
    {
        string document = await File.ReadAllTextAsync(RepositoryRoot.PathOf("docs", "models.md"));

        string[] rows = document.Split("| client | message of its error |\n|---|---|\n")[1].Split("\n\n")[0].Split('\n');
        rows.ShouldBe(Sdk.All.Select(sdk => $"| {sdk.Name} | `{sdk.Refused.TrimEnd().Replace("\n", "⏎", StringComparison.Ordinal)}` |"));
    }
}
