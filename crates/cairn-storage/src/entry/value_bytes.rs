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
    Ok(match reader.byte()? {
        0 => Value::String(reader.text()?.to_owned()),
        1 => Value::Number(Number::Integer(reader.signed()?)),
        2 => Value::Number(Number::Float(reader.float()?)),
        3 => Value::Boolean(false),
        4 => Value::Boolean(true),
        5 => Value::Time(Time::from_micros(reader.signed()?)),
        6 => Value::Json(reader.text()?.to_owned()),
        _ => return Err(Malformed("a value of an unknown type")),
    })
}
