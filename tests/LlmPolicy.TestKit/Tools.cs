namespace LlmPolicy.TestKit;

/// <summary>Programs that a machine may lack.</summary>
public static class Tools
{
    public static bool Have(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
