namespace LlmPolicy.Assurance.Properties;

/// <summary>A JSON value as what it means: how it is written is <see cref="Spelling"/>'s.</summary>
internal abstract record JsonTree
{
    public static implicit operator JsonTree(string text) => new Text(text);

    public static implicit operator JsonTree(long number) => new Number(number);

    public static implicit operator JsonTree(bool flag) => new Flag(flag);

    /// <summary>The value of a member; null where there is none.</summary>
    public JsonTree? this[string name] => this is Object members ? members.Members.Where(member => member.Name == name).Select(member => member.Value).FirstOrDefault() : null;

    /// <summary>The value at a path, through objects only.</summary>
    public JsonTree? At(IEnumerable<string> path) => path.Aggregate((JsonTree?)this, (value, name) => value?[name]);

    /// <summary>As it is written without a thought.</summary>
    public sealed override string ToString() => Spelling.Plain.Write(this);

    internal sealed record Text(string Value) : JsonTree;

    internal sealed record Number(long Value) : JsonTree;

    internal sealed record Flag(bool Value) : JsonTree;

    internal sealed record Nothing : JsonTree;

    internal sealed record List(IReadOnlyList<JsonTree> Items) : JsonTree
    {
        public List(params JsonTree[] items)
            : this((IReadOnlyList<JsonTree>)items)
        {
        }
    }

    internal sealed record Object(IReadOnlyList<(string Name, JsonTree Value)> Members) : JsonTree
    {
        public Object(params (string Name, JsonTree Value)[] members)
            : this((IReadOnlyList<(string, JsonTree)>)members)
        {
        }
    }
}
