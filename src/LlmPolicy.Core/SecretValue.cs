namespace LlmPolicy;

/// <summary>A secret's text, held so that it does not get into a log by accident: its text form is <c>***</c>, and it has no JSON form.</summary>
public sealed class SecretValue
{
    private readonly string _value;

    /// <summary>Holds a value.</summary>
    /// <param name="value">The secret itself.</param>
    public SecretValue(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _value = value;
    }

    /// <summary>The secret itself. To be called where it is sent, and nowhere else.</summary>
    public string Reveal() => _value;

    /// <summary><c>***</c>.</summary>
    public override string ToString() => "***";
}
