namespace LlmPolicy.Benchmarks.Gateway.Processes;

/// <summary>Programs that a machine may lack.</summary>
internal static class Programs
{
    /// <summary>Its path; null: it is not there.</summary>
    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Append("/usr/sbin") // where Debian puts servers, and a user's PATH does not look
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
}
