namespace LlmPolicy.Options;

/// <summary>A shell can't export <c>-</c>: in a configured name <c>_</c> stands for it too, and case is none of its business. The name as it is written comes first.</summary>
internal static class ConfiguredNames
{
    public static string Dashed(string name) => name.Replace('_', '-');

    public static Dictionary<ResourceName, T> WithDashes<T>(IDictionary<ResourceName, T> configured)
    {
        Dictionary<ResourceName, T> names = new(configured, ResourceName.IgnoreCase);
        foreach ((var name, var value) in configured)
        {
            names.TryAdd(new ResourceName(Dashed(name.Namespace), Dashed(name.Name)), value);
        }

        return names;
    }
}
