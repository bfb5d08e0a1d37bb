using Xunit;

namespace LlmPolicy.TestKit;

/// <summary>What becomes of a test whose data stays outside the repository and is not there.</summary>
public static class MissingCorpus
{
    private const string Variable = "LLMPOLICY_CORPORA";
    private const string Required = "required";

    /// <summary>Whether data is at a path. A folder with nothing in it has none: its tests would pass on nothing.</summary>
    public static bool Has(string path) => File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any());

    /// <summary>
    /// Skips the test where the folder of all such data is not there. Where it is, or the data is required, the test fails: whoever has that
    /// folder means to run what reads it, and a part of it that is lost or renamed would go unseen.
    /// </summary>
    public static void Skip(string reason) => Skip(reason, RepositoryRoot.Shared, Environment.GetEnvironmentVariable(Variable));

    /// <param name="reason">Which data is missing.</param>
    /// <param name="folder">The folder of all such data.</param>
    /// <param name="setting">What the environment says: <c>required</c>, or nothing.</param>
    public static void Skip(string reason, string folder, string? setting)
    {
        Assert.True(string.IsNullOrEmpty(setting) || setting == Required, $"{Variable} is '{setting}', and can be '{Required}' alone.");
        if (setting == Required)
        {
            Assert.Fail($"{reason} {Variable} requires it.");
        }

        if (Path.Exists(folder))
        {
            Assert.Fail($"{reason} The folder of such data is there ({folder}), and has to be whole.");
        }

        Assert.Skip(reason);
    }
}
