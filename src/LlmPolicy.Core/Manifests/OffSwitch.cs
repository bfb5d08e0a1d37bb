namespace LlmPolicy.Manifests;

/// <summary>When a guard that is not enforced asks for nothing: its value only switches off what is not there.</summary>
internal sealed class OffSwitch
{
    /// <summary>Of <c>extauth</c>; beside a server that is to be asked, that server counts.</summary>
    public static readonly OffSwitch Disable = new(value => Only(value, "disable"));

    public static readonly OffSwitch Disabled = new(value => Only(value, "disabled"));

    /// <summary>A field that is a switch itself.</summary>
    public static readonly OffSwitch False = new(value => value is ScalarNode { IsPlain: true } scalar && PlainScalar.AsBoolean(scalar.Text) is false);

    /// <summary>A list without items.</summary>
    public static readonly OffSwitch Empty = new(value => value is ListNode { Items.Count: 0 });

    private readonly Func<ManifestNode, bool> _isOff;

    private OffSwitch(Func<ManifestNode, bool> isOff) => _isOff = isOff;

    public bool IsOff(ManifestNode value) => _isOff(value);

    private static bool Only(ManifestNode value, string name) => Members(value) is [var only] && only.Key.Text == name && IsTrue(only.Value);

    private static MapEntry[] Members(ManifestNode value) => value is MapNode map ? [.. map.Entries.Where(e => e.Value is not ScalarNode { IsNull: true })] : [];

    private static bool IsTrue(ManifestNode? value) => value is ScalarNode { IsPlain: true } scalar && PlainScalar.AsBoolean(scalar.Text) is true;
}
