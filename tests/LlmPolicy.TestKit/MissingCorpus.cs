using Xunit;

namespace LlmPolicy.TestKit;

/// <summary>What becomes of a test whose data stays outside the repository and is not there.</summary>
public static class MissingCorpus
{
    private const string Variable = "LLMPOLICY_CORPORA";
    private const string Required = "required";

    /// <summary>Skips the test; where the data is required, it fails.</summary>
    public static void Skip(string reason) => Skip(reason, Environment.GetEnvironmentVariable(Variable));

    public static void Skip(string reason, string? setting)
    {
        Assert.True(string.IsNullOrEmpty(setting) || setting == Required, $"{Variable} is '{setting}', and can be '{Required}' alone.");
        if (setting == Required)
        {
            Assert.Fail($"{reason} {Variable} requires it.");
        }

        Assert.Skip(reason);
    }
}
