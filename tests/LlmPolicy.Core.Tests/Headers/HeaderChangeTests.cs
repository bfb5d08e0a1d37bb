namespace LlmPolicy.Tests;

/// <summary>What a change does to a message, however a host keeps its headers.</summary>
public sealed class HeaderChangeTests
{
    private static readonly SourcePosition Line = new("policy.yaml", 1, 1);

    [Fact]
    public void To_remove_takes_every_line_of_the_name_whatever_its_case() => After(HeaderChange.Remove("x-A", Line)).ShouldBe("x-b: 2");

    [Fact]
    public void To_set_leaves_one_line_of_the_name() => After(HeaderChange.Set("x-a", "new", Line)).ShouldBe("x-b: 2, x-a: new");

    [Fact]
    public void To_append_leaves_the_lines_that_are_there() => After(HeaderChange.Append("x-a", "new", Line)).ShouldBe("x-a: 1, x-b: 2, X-A: 3, x-a: new");

    [Theory]
    [InlineData(HeaderChangeKind.Set)]
    [InlineData(HeaderChangeKind.Append)]
    public void A_secrets_change_waits_for_the_secrets_headers(HeaderChangeKind kind) =>
        After(HeaderChange.FromSecret(kind, new ResourceName("default", "s"), Line)).ShouldBe("x-a: 1, x-b: 2, X-A: 3");

    private static string After(HeaderChange change)
    {
        Message message = new([new("x-a", "1"), new("x-b", "2"), new("X-A", "3")]);
        change.ApplyTo(message);
        return string.Join(", ", message.Lines.Select(line => $"{line.Name}: {line.Value}"));
    }

    private sealed record Message(List<HeaderField> Lines) : IMessageHeaders
    {
        public void Remove(string name) => Lines.RemoveAll(line => line.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

        public void Add(string name, string value) => Lines.Add(new(name, value));
    }
}
