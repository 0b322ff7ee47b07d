//! Values of properties as bytes: one for the type, then what it holds.

use cairn_core::time::Time;
use cairn_core::value::{Number, Value, ValueRef};

use super::reader::{Malformed, Reader};
use super::writer::Writer;

pub(crate) fn write_value(writer: &mut Writer, value: ValueRef<'_>) {
    match value {
        ValueRef::String(text) => {
            writer.byte(0);
            writer.text(text);
        }
        ValueRef::Number(Number::Integer(number)) => {
            writer.byte(1);
            writer.signed(number);
        }
        ValueRef::Number(Number::Float(number)) => {
            writer.byte(2);
            writer.float(number);
        }
        ValueRef::Boolean(boolean) => writer.byte(3 + u8::from(boolean)),
        ValueRef::Time(time) => {
            writer.byte(5);
            writer.signed(time.micros());
        }
        ValueRef::Json(text) => {
            writer.byte(6);
            writer.text(text);
        }
    }
}

pub(crate) fn read_value(reader: &mut Reader<'_>) -> Result<Value, Malformed> {
    read_value_ref(reader).map(ValueRef::to_value)
}

/// A value as it lies in the bytes.
pub(super) fn read_value_ref<'a>(reader: &mut Reader<'a>) -> Result<ValueRef<'a>, Malformed> {
    Ok(match reader.byte()? {
        0 => ValueRef::String(reader.text()?),
        1 => ValueRef::Number(Number::Integer(reader.signed()?)),
        2 => ValueRef::Number(Number::Float(reader.float()?)),
        3 => ValueRef::Boolean(false),
        4 => ValueRef::Boolean(true),
        5 => ValueRef::Time(Time::from_micros(reader.signed()?)),
        6 => ValueRef::Json(reader.text()?),
        _ => return Err(Malformed("a value of an unknown type")),
    })
}
