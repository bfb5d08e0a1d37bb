namespace LlmPolicy.Manifests;

/// <summary>When a guard that is not enforced asks for nothing: its value only switches off what is not there.</summary>
internal sealed class OffSwitch
{
    /// <summary>Of <c>extauth</c>; beside a server that is to be asked, that server counts.</summary>
    public static readonly OffSwitch Disable = new(value => Only(value, "disable"));

    public static readonly OffSwitch Disabled = new(value => Only(value, "disabled"));

    /// <summary>A field that is a switch itself.</summary>
    public static readonly OffSwitch False = new(value => value is ScalarNode { IsPlain: true } scalar && PlainScalar.AsBoolean(scalar.Text) is false);

    /// <summary>Of <c>dlp</c>: nothing to mask, or in Envoy's own log alone.</summary>
    public static readonly OffSwitch NoAnswers = new(
        value => IsWithout(value, "actions") || Member(value, "enabledFor") is ScalarNode { Text: "ACCESS_LOGS" } or ScalarNode { IsPlain: true, Text: "1" });

    /// <summary>Of <c>extensions</c>: none.</summary>
    public static readonly OffSwitch NoConfigs = new(value => IsWithout(value, "configs"));

    /// <summary>An object that says nothing.</summary>
    public static readonly OffSwitch Nothing = new(value => value is MapNode && Members(value).Length == 0);

    /// <summary>A list without items.</summary>
    public static readonly OffSwitch Empty = new(value => value is ListNode { Items.Count: 0 });

    private readonly Func<ManifestNode, bool> _isOff;

    private OffSwitch(Func<ManifestNode, bool> isOff) => _isOff = isOff;

    public bool IsOff(ManifestNode value) => _isOff(value);

    private static bool Only(ManifestNode value, string name) => Members(value) is [var only] && only.Key.Text == name && IsTrue(only.Value);

    /// <summary>Whether a member of an object is not there, or holds nothing.</summary>
    private static bool IsWithout(ManifestNode value, string name) => value is MapNode && Member(value, name) is null or ListNode { Items.Count: 0 } or MapNode { Entries.Count: 0 };

    private static ManifestNode? Member(ManifestNode value, string name) => Members(value).Where(e => e.Key.Text == name).Select(e => e.Value).FirstOrDefault();

    private static MapEntry[] Members(ManifestNode value) => value is MapNode map ? [.. map.Entries.Where(e => e.Value is not ScalarNode { IsNull: true })] : [];

    private static bool IsTrue(ManifestNode? value) => value is ScalarNode { IsPlain: true } scalar && PlainScalar.AsBoolean(scalar.Text) is true;
}
