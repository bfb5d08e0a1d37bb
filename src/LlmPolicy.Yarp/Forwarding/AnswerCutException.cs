namespace LlmPolicy.Gateway;

/// <summary>
/// Thrown to Kestrel once the head of an answer is out and the rest does not come: it closes the connection behind what was written. An abort,
/// which YARP would make of it, throws away what is not yet on the wire.
/// </summary>
internal sealed class AnswerCutException() : IOException("The upstream's answer broke off; so does the client's.");
