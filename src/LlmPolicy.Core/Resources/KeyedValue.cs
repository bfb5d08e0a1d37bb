using LlmPolicy.Manifests;

namespace LlmPolicy.Resources;

/// <summary><c>header</c>: a name and a value.</summary>
internal sealed record KeyedValue(Text Key, Text? Value)
{
    public static KeyedValue Read(ObjectReader o) => new(o.Required("key"), o.String("value"));
}
