using System.Diagnostics.CodeAnalysis;

namespace LlmPolicy.Resources;

/// <summary>Resources by kind and name. Of two of one name the last one counts.</summary>
internal sealed class ResourceIndex
{
    private readonly Dictionary<(Type Kind, ResourceName Name), Resource> _byName = [];

    /// <summary>Adds a resource; false if it replaces one of its kind and name.</summary>
    public bool Add(Resource resource)
    {
        bool isNew = !_byName.ContainsKey((resource.GetType(), resource.Name));
        _byName[(resource.GetType(), resource.Name)] = resource;
        return isNew;
    }

    public T? Find<T>(ResourceName name)
        where T : Resource
        => _byName.GetValueOrDefault((typeof(T), name)) as T;

    public bool TryFind<T>(ResourceName name, [NotNullWhen(true)] out T? resource)
        where T : Resource
        => (resource = Find<T>(name)) is not null;

    /// <summary>All resources of a kind, in the order of the manifests.</summary>
    public IEnumerable<T> All<T>()
        where T : Resource
        => _byName.Values.OfType<T>();
}
