using System.Text.Json;

namespace LlmPolicy.Tests;

/// <summary>Where the repository is, and the corpora beside it, which not everybody has.</summary>
internal static class Repository
{
    public static string Root => RepositoryRoot.Folder;

    /// <summary>A file or folder of a corpus; without it, the test is skipped, or fails (<see cref="MissingCorpus"/>).</summary>
    public static string Corpus(params string[] path) => RepositoryRoot.Corpus(path);

    public static JsonElement CorpusJson(params string[] path) => JsonElement.Parse(File.ReadAllBytes(Corpus(path)));
}
