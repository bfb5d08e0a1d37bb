namespace LlmPolicy.Packaging;

/// <summary>The SDK's command line; what it says is shown where it fails.</summary>
internal static class Dotnet
{
    public static async Task<string> RunAsync(string folder, IEnumerable<string> arguments, params (string, string)[] environment)
    {
        (int status, string output) = await ChildProcess.RunAsync(
            "dotnet", folder, arguments, [("DOTNET_CLI_UI_LANGUAGE", "en"), ("DOTNET_CLI_USE_MSBUILD_SERVER", "0"), .. environment]);
        status.ShouldBe(0, output);
        return output;
    }
}
