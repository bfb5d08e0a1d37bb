using System.Reflection;

namespace LlmPolicy.Samples.Running;

/// <summary>Where the sample is.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string Sample { get; } = Path.Combine(Root, "samples", "Gateway");

    /// <summary>As these tests were built: the sample was built with them.</summary>
    public static string Configuration { get; } =
        typeof(Repository).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    public static string Text(params string[] path) => File.ReadAllText(Path.Combine([Sample, .. path]));

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "Directory.Packages.props")) ? folder : Find(Path.GetDirectoryName(folder)!);
}
