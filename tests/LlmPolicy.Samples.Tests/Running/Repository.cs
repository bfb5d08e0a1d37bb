using System.Reflection;

namespace LlmPolicy.Samples.Running;

/// <summary>Where the sample is.</summary>
internal static class Repository
{
    public static string Root => RepositoryRoot.Folder;

    public static string Sample { get; } = RepositoryRoot.PathOf("samples", "Gateway");

    /// <summary>As these tests were built: the sample was built with them.</summary>
    public static string Configuration { get; } =
        typeof(Repository).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    public static string Text(params string[] path) => File.ReadAllText(Path.Combine([Sample, .. path]));
}
