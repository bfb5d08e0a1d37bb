using System.Text.Json;

namespace LlmPolicy.Conformance.Tests;

/// <summary>How many cases of each suite are identical, by way and suite. The numbers only grow.</summary>
internal static class Pins
{
    public static IEnumerable<(string Way, string Suite, int Identical)> All()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(RepositoryFolders.Pins));
        return [.. document.RootElement.EnumerateObject().SelectMany(
            way => way.Value.EnumerateObject().Select(suite => (way.Name, suite.Name, suite.Value.GetInt32())))];
    }
}
